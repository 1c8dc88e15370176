"""EKS resources of stacks: clusters, access entries, add-ons, node groups, pod identities."""

import uuid

from moto.eks import models
from moto.eks.exceptions import ResourceInUseException, ResourceNotFoundException
from moto.eks.models import eks_backends

from moto.utilities.utils import get_partition

from .resource import Resource, define

# EKS writes the id of an issuer in upper case.
path, _, issuer_id = models.ISSUER_TEMPLATE.rpartition('/')
models.ISSUER_TEMPLATE = f'{path}/{issuer_id.upper()}'


def api(value):
    """Value of a template in the form of EKS's API, whose names begin with a lower-case letter."""
    if isinstance(value, list):
        return [api(item) for item in value]
    if isinstance(value, dict):
        return {key[0].lower() + key[1:]: api(inner) for key, inner in value.items()}
    return value


def cluster_of(account, region, name):
    """Cluster of moto, with the lists that moto lacks."""
    cluster = eks_backends[account][region].describe_cluster(name)
    for listed in ('access_entries', 'addons', 'pod_identities'):
        cluster.__dict__.setdefault(listed, {})
    return cluster


def put(listed, key, value, what):
    if key in listed:
        raise ResourceInUseException(message=f'{what} {key} exists')
    listed[key] = value


def get(listed, key, what):
    if key not in listed:
        raise ResourceNotFoundException(message=f'{what} {key} does not exist')
    return listed[key]


class Cluster(Resource):
    TYPE = 'AWS::EKS::Cluster'
    NAME = 'Name'

    def make(self):
        properties = api(self.properties)
        network = properties['resourcesVpcConfig']
        network['clusterSecurityGroupId'] = 'sg-0cluster'
        enabled = properties.get('logging', {}).get('clusterLogging', {}).get('enabledTypes', [])
        self.cluster = eks_backends[self.account][self.region].create_cluster(
            name=self.physical_resource_id,
            role_arn=properties['roleArn'],
            resources_vpc_config=network,
            version=properties.get('version'),
            logging={'clusterLogging': [{'types': [log['type'] for log in enabled], 'enabled': True}]},
            encryption_config=properties.get('encryptionConfig'),
        )
        self.cluster.access_config = properties.get('accessConfig')
        self.cluster.compute_config = properties.get('computeConfig')

    def remove(self):
        eks_backends[self.account][self.region].delete_cluster(self.physical_resource_id)

    def attributes(self):
        return {
            'Arn': self.cluster.arn,
            'CertificateAuthorityData': self.cluster.certificate_authority['data'],
            'ClusterSecurityGroupId': self.cluster.resources_vpc_config['clusterSecurityGroupId'],
            'Endpoint': self.cluster.endpoint,
            'OpenIdConnectIssuerUrl': self.cluster.identity['oidc']['issuer'],
        }


class ClusterResource(Resource):
    """Resource of an existing cluster."""

    @property
    def cluster(self):
        return cluster_of(self.account, self.region, self.properties['ClusterName'])

    def arn(self, kind, name):
        cluster = self.properties['ClusterName']
        owner = f'arn:{get_partition(self.region)}:eks:{self.region}:{self.account}'
        return f'{owner}:{kind}/{cluster}/{name}/{uuid.uuid4()}'


class AccessEntry(ClusterResource):
    TYPE = 'AWS::EKS::AccessEntry'

    def make(self):
        principal = self.properties['PrincipalArn']
        self.entry_arn = self.arn('access-entry', principal.split(':', 5)[-1])
        entry = {
            'clusterName': self.properties['ClusterName'],
            'principalArn': principal,
            'accessEntryArn': self.entry_arn,
            'kubernetesGroups': self.properties.get('KubernetesGroups', []),
            'type': self.properties.get('Type', 'STANDARD'),
            'policies': api(self.properties.get('AccessPolicies', [])),
        }
        put(self.cluster.access_entries, principal, entry, 'access entry')
        self.physical_resource_id = f'{principal}|{self.properties["ClusterName"]}'

    def remove(self):
        self.cluster.access_entries.pop(self.properties['PrincipalArn'])

    def attributes(self):
        return {'AccessEntryArn': self.entry_arn}


class Addon(ClusterResource):
    TYPE = 'AWS::EKS::Addon'

    def make(self):
        name = self.properties['AddonName']
        self.addon_arn = self.arn('addon', name)
        addon = {**api(self.properties), 'addonArn': self.addon_arn, 'status': 'ACTIVE'}
        addon.setdefault('addonVersion', 'v1.0.0-eksbuild.1')
        addon.pop('resolveConflicts', None)
        put(self.cluster.addons, name, addon, 'add-on')
        self.physical_resource_id = f'{self.properties["ClusterName"]}|{name}'

    def remove(self):
        self.cluster.addons.pop(self.properties['AddonName'])

    def attributes(self):
        return {'Arn': self.addon_arn}


class Nodegroup(ClusterResource):
    TYPE = 'AWS::EKS::Nodegroup'
    NAME = 'NodegroupName'

    def make(self):
        properties = api(self.properties)
        self.group = eks_backends[self.account][self.region].create_nodegroup(
            cluster_name=properties['clusterName'],
            nodegroup_name=self.physical_resource_id,
            node_role=properties['nodeRole'],
            subnets=properties['subnets'],
            scaling_config=properties.get('scalingConfig'),
            instance_types=properties.get('instanceTypes'),
            ami_type=properties.get('amiType'),
            launch_template=properties.get('launchTemplate'),
        )
        self.name = self.physical_resource_id
        self.physical_resource_id = f'{properties["clusterName"]}/{self.name}'

    def remove(self):
        eks_backends[self.account][self.region].delete_nodegroup(self.properties['ClusterName'], self.name)

    def attributes(self):
        return {'Arn': self.group.arn, 'ClusterName': self.properties['ClusterName'], 'NodegroupName': self.name}


class PodIdentity(ClusterResource):
    TYPE = 'AWS::EKS::PodIdentityAssociation'

    def make(self):
        who = f'{self.properties["Namespace"]}/{self.properties["ServiceAccount"]}'
        self.association_arn = self.arn('podidentityassociation', 'a')
        self.physical_resource_id = self.association_arn
        association = {
            **api(self.properties),
            'associationArn': self.association_arn,
            'associationId': self.association_arn.split('/')[-1],
        }
        put(self.cluster.pod_identities, who, association, 'pod identity')

    def remove(self):
        self.cluster.pod_identities.pop(f'{self.properties["Namespace"]}/{self.properties["ServiceAccount"]}')

    def attributes(self):
        return {'AssociationArn': self.association_arn, 'AssociationId': self.association_arn.split('/')[-1]}


def install():
    define(Cluster, AccessEntry, Addon, Nodegroup, PodIdentity)
