"""Uploads with the MinIO SDK for Python and its defaults; see plan.py."""

import os
from urllib.parse import urlsplit

from minio import Minio

from plan import pipe_of, put_url, run

# The smallest part that S3 takes. A stream of unknown length needs the size of its parts.
PART_BYTES = 5 * 1024 * 1024


def calls(plan):
    bucket = plan["bucket"]
    endpoint = urlsplit(plan["endpoint"])
    client = Minio(
        endpoint=endpoint.netloc,
        access_key=plan["access_key"],
        secret_key=plan["secret_key"],
        secure=endpoint.scheme == "https",
    )

    def put(job):
        size = os.stat(job["file"]).st_size
        with open(job["file"], "rb") as body:
            client.put_object(
                bucket_name=bucket, object_name=job["key"], data=body, length=size, metadata=job.get("metadata")
            )

    def put_stream(job):
        client.put_object(
            bucket_name=bucket, object_name=job["key"], data=pipe_of(job["file"]), length=-1, part_size=PART_BYTES
        )

    def presigned(job):
        put_url(client.presigned_put_object(bucket_name=bucket, object_name=job["key"]), job["file"])

    return {"put": put, "put-stream": put_stream, "presigned": presigned}


run(calls)
