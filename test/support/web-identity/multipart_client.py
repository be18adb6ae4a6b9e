"""A multipart upload with boto3 whose identity token is renewed between two parts.

usage: multipart_client.py BUCKET KEY TOKEN_FILE NEXT_TOKEN_FILE
Prints the access keys that signed the requests, as JSON.
"""

import json
import os
import sys

import boto3

bucket, key, token_file, next_token_file = sys.argv[1:]
signed_with = []
s3 = boto3.client("s3")


def remember(request, **_):
    authorization = request.headers["Authorization"]
    if isinstance(authorization, bytes):
        authorization = authorization.decode()
    signed_with.append(authorization.split("Credential=")[1].split("/")[0])


s3.meta.events.register("before-send.s3", remember)
address = {"Bucket": bucket, "Key": key}
upload_id = s3.create_multipart_upload(**address)["UploadId"]
parts = []
for number, body in enumerate([b"a" * 5 * 1024 * 1024, b"the end"], start=1):
    etag = s3.upload_part(**address, UploadId=upload_id, PartNumber=number, Body=body)["ETag"]
    parts.append({"PartNumber": number, "ETag": etag})
    if number == 1:
        os.replace(next_token_file, token_file)
s3.complete_multipart_upload(**address, UploadId=upload_id, MultipartUpload={"Parts": parts})
print(json.dumps(sorted(set(signed_with))))
