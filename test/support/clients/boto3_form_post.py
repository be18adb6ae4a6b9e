"""A form post with boto3, sent as the library requests would send it.

usage: boto3_form_post.py ENDPOINT BUCKET KEY FILE ACCESS_KEY SECRET_KEY JSON
JSON holds `fields` and `conditions` of generate_presigned_post. Prints status, headers and body.
"""

import json
import sys

import boto3
import urllib3
from botocore.config import Config

endpoint, bucket, key, path, access_key, secret_key, more = sys.argv[1:]
arguments = json.loads(more)
s3 = boto3.client(
    "s3",
    endpoint_url=endpoint,
    region_name="us-east-1",
    aws_access_key_id=access_key,
    aws_secret_access_key=secret_key,
    config=Config(signature_version="s3v4"),
)
post = s3.generate_presigned_post(bucket, key, Fields=arguments["fields"], Conditions=arguments["conditions"])
with open(path, "rb") as body:
    fields = {**post["fields"], "file": ("a name.bin", body.read(), "application/octet-stream")}
answer = urllib3.PoolManager().request("POST", post["url"], fields=fields, redirect=False, retries=False)
print(json.dumps({"status": answer.status, "headers": dict(answer.headers), "body": answer.data.decode()}))
