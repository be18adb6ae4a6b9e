"""One upload with boto3 and its defaults.

usage: boto3_client.py ENDPOINT ACCESS BUCKET CALL FILE KEY [JSON]
ACCESS is anonymous or signed; JSON holds arguments of the call; upload_fileobj reads from
standard input instead of FILE. Prints the answer of put_object as JSON.
"""

import json
import sys

import boto3
from botocore import UNSIGNED
from botocore.config import Config

endpoint, access, bucket, call, path, key, *more = sys.argv[1:]
arguments = json.loads(more[0]) if more else {}
options = {"endpoint_url": endpoint, "region_name": "us-east-1", "verify": False}
if access == "anonymous":
    options["config"] = Config(signature_version=UNSIGNED)
else:
    options.update(aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="example-secret-key")
s3 = boto3.client("s3", **options)

if call == "put_object":
    with open(path, "rb") as body:
        answer = s3.put_object(Bucket=bucket, Key=key, Body=body.read(), **arguments)
    print(json.dumps(answer))
elif call == "upload_file":
    s3.upload_file(path, bucket, key, ExtraArgs=arguments)
elif call == "upload_fileobj":
    # A pipe: neither its length is known, nor can it be read twice.
    s3.upload_fileobj(sys.stdin.buffer, bucket, key, ExtraArgs=arguments)
else:
    sys.exit(f"unknown call {call}")
