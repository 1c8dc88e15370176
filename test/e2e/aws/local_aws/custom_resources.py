"""Custom resources, executed in this process: no Lambda function runs, so Docker is not needed."""

import json

from moto.awslambda.models import lambda_backends
from moto.cloudformation import custom_model

from . import kubernetes
from .eks import cluster_of
from .resource import Resource

MANIFEST = 'Custom::AWSCDK-EKS-KubernetesResource'
ADMIN = 'AmazonEKSClusterAdminPolicy'


class Manifest(Resource):
    TYPE = MANIFEST

    def make(self):
        self.log_in()
        # Without Overwrite the function runs `kubectl create`, which fails on existing objects.
        if str(self.properties.get('Overwrite', False)).lower() != 'true':
            raise ValueError('a manifest without Overwrite fails on objects that a failed deployment has left')
        kubernetes.apply(self.properties['ClusterName'], self.items(self.properties))

    def change(self, old):
        self.log_in()
        if self.properties['ClusterName'] != old['ClusterName']:
            raise ValueError('would be replaced: ClusterName changed')
        kubernetes.apply(self.properties['ClusterName'], self.items(self.properties), self.properties.get('PruneLabel'))

    def remove(self):
        self.log_in()
        kubernetes.delete(self.properties['ClusterName'], self.items(self.properties))

    def items(self, properties):
        return json.loads(properties['Manifest'])

    def log_in(self):
        """Refuses kubectl without an access entry, as EKS does whatever IAM allows."""
        functions = lambda_backends[self.account][self.region]
        provider = functions.get_function(self.properties['ServiceToken'])
        handler = functions.get_function(provider.environment_vars['USER_ON_EVENT_FUNCTION_ARN'])
        cluster = cluster_of(self.account, self.region, self.properties['ClusterName'])
        entry = cluster.access_entries.get(handler.role, {'policies': []})
        if not any(policy['policyArn'].endswith(f'/{ADMIN}') for policy in entry['policies']):
            raise ValueError(f'Unauthorized: {handler.role} has no access entry with {ADMIN}')


TYPES = {MANIFEST: Manifest}


def create(resource_name, cloudformation_json, account_id, region_name, **kwargs):
    kind = kwargs['ResourceType']
    if kind not in TYPES:
        raise ValueError('the local AWS does not support it; see test/e2e/aws/local_aws/custom_resources.py')
    return TYPES[kind].create_from_cloudformation_json(resource_name, cloudformation_json, account_id, region_name)


def update(original_resource, **kwargs):
    return type(original_resource).update_from_cloudformation_json(original_resource=original_resource, **kwargs)


def install():
    custom_model.CustomModel.create_from_cloudformation_json = staticmethod(create)
    custom_model.CustomModel.update_from_cloudformation_json = staticmethod(update)
