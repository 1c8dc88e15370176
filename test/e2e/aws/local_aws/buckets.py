"""S3: bucket policies, and properties of buckets that moto's CloudFormation ignores."""

import json

from moto.s3.models import s3_backends
from moto.utilities.utils import get_partition

from .resource import Resource, define
from .stacks import COMPLETIONS


def s3(account, region):
    return s3_backends[account][get_partition(region)]


class BucketPolicy(Resource):
    TYPE = 'AWS::S3::BucketPolicy'

    def make(self):
        self.physical_resource_id = self.properties['Bucket']
        document = json.dumps(self.properties['PolicyDocument']).encode()
        s3(self.account, self.region).put_bucket_policy(self.physical_resource_id, document)

    def change(self, old):
        self.make()

    def remove(self):
        s3(self.account, self.region).delete_bucket_policy(self.physical_resource_id)


def lifecycle_rule(rule):
    """Lifecycle rule of a template in the form of S3's API."""
    api = {'ID': rule.get('Id'), 'Status': rule['Status'], 'Filter': {'Prefix': rule.get('Prefix', '')}}
    if 'ExpirationInDays' in rule:
        api['Expiration'] = {'Days': rule['ExpirationInDays']}
    if 'ExpiredObjectDeleteMarker' in rule:
        marker = str(rule['ExpiredObjectDeleteMarker']).lower()
        api['Expiration'] = {**api.get('Expiration', {}), 'ExpiredObjectDeleteMarker': marker}
    if 'NoncurrentVersionExpiration' in rule:
        api['NoncurrentVersionExpiration'] = {'NoncurrentDays': rule['NoncurrentVersionExpiration']['NoncurrentDays']}
    if 'AbortIncompleteMultipartUpload' in rule:
        days = rule['AbortIncompleteMultipartUpload']['DaysAfterInitiation']
        api['AbortIncompleteMultipartUpload'] = {'DaysAfterInitiation': days}
    return api


def complete_bucket(name, properties, account, region):
    backend = s3(account, region)
    bucket = backend.get_bucket(name)
    versioning = properties.get('VersioningConfiguration', {}).get('Status')
    # Versioning can be suspended, but never turned off again.
    backend.put_bucket_versioning(name, versioning or (bucket.versioning_status and 'Suspended'))
    block = properties.get('PublicAccessBlockConfiguration')
    bucket.public_access_block = None
    if block:
        backend.put_public_access_block(name, {key: str(value).lower() for key, value in block.items()})
    rules = properties.get('OwnershipControls', {}).get('Rules', [])
    backend.put_bucket_ownership_controls(name, rules[0]['ObjectOwnership'] if rules else None)
    lifecycle = properties.get('LifecycleConfiguration', {}).get('Rules', [])
    backend.put_bucket_lifecycle_configuration(name, [lifecycle_rule(rule) for rule in lifecycle])
    encryption = properties.get('BucketEncryption', {}).get('ServerSideEncryptionConfiguration', [])
    if encryption:
        bucket.encryption['Rule']['BucketKeyEnabled'] = str(encryption[0].get('BucketKeyEnabled', False)).lower()


def install():
    define(BucketPolicy)
    COMPLETIONS['AWS::S3::Bucket'] = complete_bucket
