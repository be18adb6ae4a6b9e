"""Uploads with boto3 and its defaults; see plan.py."""

import boto3
from botocore.config import Config

from plan import pipe_of, put_url, run


def calls(plan):
    bucket = plan["bucket"]

    def client(**more):
        return boto3.client(
            "s3",
            endpoint_url=plan["endpoint"],
            region_name=plan["region"],
            aws_access_key_id=plan["access_key"],
            aws_secret_access_key=plan["secret_key"],
            **more,
        )

    s3 = client()
    version_4 = client(config=Config(signature_version="s3v4"))

    def options(job):
        metadata = {"Metadata": job["metadata"]} if "metadata" in job else {}
        checksum = {"ChecksumAlgorithm": job["checksum"]} if "checksum" in job else {}
        return {**metadata, **checksum}

    def put_bytes(job):
        with open(job["file"], "rb") as body:
            s3.put_object(Bucket=bucket, Key=job["key"], Body=body.read(), **options(job))

    def put_file(job):
        with open(job["file"], "rb") as body:
            s3.put_object(Bucket=bucket, Key=job["key"], Body=body, **options(job))

    def upload_file(job):
        s3.upload_file(job["file"], bucket, job["key"], ExtraArgs=options(job))

    def upload_stream(job):
        s3.upload_fileobj(pipe_of(job["file"]), bucket, job["key"], ExtraArgs=options(job))

    def presigned(signer):
        def put(job):
            params = {"Bucket": bucket, "Key": job["key"]}
            put_url(signer.generate_presigned_url("put_object", Params=params), job["file"])

        return put

    return {
        "put-bytes": put_bytes,
        "put-file": put_file,
        "upload-file": upload_file,
        "upload-stream": upload_stream,
        "presigned": presigned(version_4),
        "presigned-default": presigned(s3),
    }


run(calls)
