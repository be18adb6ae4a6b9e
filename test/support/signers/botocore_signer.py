"""Signs the requests it reads with botocore, one JSON object a line, until its input ends."""

import datetime
import json
import sys

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

UNSIGNED = Config(s3={'payload_signing_enabled': False})
CONTEXTS = {
    'hash': {},
    'UNSIGNED-PAYLOAD': {'client_config': UNSIGNED},
    'STREAMING-UNSIGNED-PAYLOAD-TRAILER': {'checksum': {'request_algorithm': {'in': 'trailer'}}},
}

for line in sys.stdin:
    job = json.loads(line)
    moment = datetime.datetime.strptime(job['timestamp'], '%Y%m%dT%H%M%SZ')
    botocore.auth.get_current_datetime = lambda moment=moment: moment
    credentials = Credentials(job['accessKeyId'], job['secretAccessKey'], job.get('sessionToken'))
    request = AWSRequest(method=job['method'], url=job['url'], headers=job['headers'])
    if 'expires' in job:
        signer = botocore.auth.S3SigV4QueryAuth(credentials, 's3', job['region'], expires=job['expires'])
    else:
        request.context.update(CONTEXTS[job['payload']])
        signer = botocore.auth.S3SigV4Auth(credentials, 's3', job['region'])
    signer.add_auth(request)
    print(json.dumps({'url': request.url, 'headers': dict(request.headers.items())}), flush=True)
