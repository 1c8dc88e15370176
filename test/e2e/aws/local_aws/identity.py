"""IAM: OIDC providers and complete roles; SSM: names of parameters without one."""

import json

from moto.core.responses import EmptyResult
from moto.iam.models import Role, iam_backends
from moto.iam.responses import IamResponse
from moto.ssm.models import Parameter
from moto.utilities.utils import get_partition

from .resource import Resource, define
from .stacks import COMPLETIONS


def iam(account, region):
    return iam_backends[account][get_partition(region)]


class OidcProvider(Resource):
    TYPE = 'AWS::IAM::OIDCProvider'

    def make(self):
        # AWS determines the thumbprint if none is given.
        thumbprints = self.properties.get('ThumbprintList', ['0' * 40])
        provider = iam(self.account, self.region).create_open_id_connect_provider(
            self.properties['Url'], thumbprints, self.properties.get('ClientIdList', []), self.properties.get('Tags', [])
        )
        self.physical_resource_id = provider.arn

    def change(self, old):
        provider = iam(self.account, self.region).get_open_id_connect_provider(self.physical_resource_id)
        provider.client_id_list = self.properties.get('ClientIdList', [])

    def remove(self):
        iam(self.account, self.region).delete_open_id_connect_provider(self.physical_resource_id)

    def attributes(self):
        return {'Arn': self.physical_resource_id}


def complete_role(name, properties, account, region):
    """Attaches managed policies and updates the trust policy, which moto does not do."""
    document = properties['AssumeRolePolicyDocument']
    role = iam(account, region).get_role(name)
    role.assume_role_policy_document = document if isinstance(document, str) else json.dumps(document)
    attach(account, region, name, properties.get('ManagedPolicyArns', []))


def attach(account, region, name, wanted):
    """Makes these the managed policies of a role."""
    backend = iam(account, region)
    attached = list(backend.get_role(name).managed_policies)
    # `AWS::NoValue` in a list has no effect; moto makes it None.
    wanted = [arn for arn in wanted if arn is not None]
    for arn in wanted:
        if arn not in attached:
            backend.attach_role_policy(arn, name)
    for arn in attached:
        if arn not in wanted:
            backend.detach_role_policy(arn, name)


def add_client_id_to_open_id_connect_provider(self):
    provider = self.backend.get_open_id_connect_provider(self._get_param('OpenIDConnectProviderArn'))
    provider.client_id_list.append(self._get_param('ClientID'))
    return EmptyResult()


def install():
    define(OidcProvider)
    IamResponse.add_client_id_to_open_id_connect_provider = add_client_id_to_open_id_connect_provider
    COMPLETIONS['AWS::IAM::Role'] = complete_role

    delete = Role.delete_from_cloudformation_json

    def delete_detached(resource_name, cloudformation_json, account_id, region_name):
        attach(account_id, region_name, resource_name, [])
        delete(resource_name, cloudformation_json, account_id, region_name)

    Role.delete_from_cloudformation_json = staticmethod(delete_detached)

    create = Parameter.create_from_cloudformation_json

    def create_named(resource_name, cloudformation_json, *args, **kwargs):
        cloudformation_json['Properties'].setdefault('Name', resource_name)
        return create(resource_name, cloudformation_json, *args, **kwargs)

    Parameter.create_from_cloudformation_json = staticmethod(create_named)
