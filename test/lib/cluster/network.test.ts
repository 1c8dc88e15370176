import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Stack } from 'aws-cdk-lib';
import { ApiEndpointAccess, LoggingCluster } from '../../../lib/cluster/logging-cluster';
import { importedVpc } from '../../../lib/cluster/network';
import { fastApp } from '../../helpers/fast-app';
import { resourceOf, resourcesOf, testStack } from '../helpers';
import { addCluster, clusterOf, idOf } from './helpers';

describe('network', () => {
  test('three zones of the region, one NAT gateway, a gateway endpoint of S3, and no lookup in AWS', () => {
    const app = fastApp();
    const stack = addCluster({}, testStack('eu-west-1', app));
    expect(Object.keys(resourcesOf(stack, 'AWS::EC2::Subnet'))).toHaveLength(6);
    expect(Object.keys(resourcesOf(stack, 'AWS::EC2::NatGateway'))).toHaveLength(1);
    expect(resourceOf(stack, 'AWS::EC2::VPCEndpoint').Properties).toMatchObject({
      ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', expect.anything(), '.s3']] },
    });
    expect(
      resourceOf(stack, 'AWS::EC2::Subnet', 'LoggingNetworkVpcPrivateSubnet3').Properties.AvailabilityZone,
    ).toEqual({
      'Fn::Select': [2, { 'Fn::GetAZs': '' }],
    });
    expect(app.synth().manifest.missing).toBeUndefined();
  });

  test('zones and a NAT gateway for each can be chosen', () => {
    const stack = addCluster({ availabilityZones: ['eu-west-1a', 'eu-west-1c'], natGateways: 2 });
    expect(Object.keys(resourcesOf(stack, 'AWS::EC2::NatGateway'))).toHaveLength(2);
    expect(() => addCluster({ natGateways: 0 })).toThrow('natGateways: 0 is not a whole number of at least 1');
    expect(() => addCluster({ availabilityZones: ['eu-west-1a'] })).toThrow(
      'availabilityZones: ["eu-west-1a"] is not at least two different zones, as EKS requires; write three',
    );
  });

  test('interface endpoints on demand: private names, reachable from the VPC only, deleted with the stack', () => {
    const stack = addCluster({ interfaceEndpoints: true });
    const endpoints = Object.values(resourcesOf(stack, 'AWS::EC2::VPCEndpoint'));
    const [gateway, ...more] = endpoints.filter(({ Properties }) => Properties.VpcEndpointType === 'Gateway');
    expect(JSON.stringify(gateway?.Properties.ServiceName)).toContain('.s3');
    expect(more).toEqual([]);
    const ofInterface = endpoints.filter(({ Properties }) => Properties.VpcEndpointType === 'Interface');
    expect(ofInterface.map(({ Properties }) => Properties.ServiceName)).toEqual([
      'com.amazonaws.eu-west-1.sts',
      'com.amazonaws.eu-west-1.ecr.api',
      'com.amazonaws.eu-west-1.ecr.dkr',
    ]);
    for (const { Properties, DeletionPolicy } of ofInterface) {
      expect(Properties.PrivateDnsEnabled).toBe(true);
      expect(JSON.stringify(Properties.SubnetIds).match(/PrivateSubnet\d/g)).toHaveLength(3);
      expect(DeletionPolicy).toBeUndefined();
    }
    const id = idOf(stack, 'AWS::EC2::SecurityGroup', 'LoggingInterfaceEndpoints');
    expect(ofInterface.map(({ Properties }) => Properties.SecurityGroupIds)).toEqual(
      Array.from({ length: 3 }, () => [{ 'Fn::GetAtt': [id, 'GroupId'] }]),
    );
    const group = resourcesOf(stack, 'AWS::EC2::SecurityGroup')[id];
    expect(group?.Properties.SecurityGroupIngress).toMatchObject([
      { CidrIp: { 'Fn::GetAtt': [idOf(stack, 'AWS::EC2::VPC'), 'CidrBlock'] }, FromPort: 443, ToPort: 443 },
    ]);
    expect(group?.DeletionPolicy).toBeUndefined();
  });

  test('a VPC of your own needs no public subnets and gets no endpoint', () => {
    const stack = testStack();
    const vpc = importedVpc(stack, 'Own', { vpcId: 'vpc-1', privateSubnetIds: ['subnet-1', 'subnet-2', 'subnet-3'] });
    addCluster({ vpc, endpointAccess: ApiEndpointAccess.PRIVATE }, stack);
    const SubnetIds = ['subnet-1', 'subnet-2', 'subnet-3'];
    expect(clusterOf(stack).Properties.ResourcesVpcConfig).toMatchObject({ SubnetIds });
    expect(resourceOf(stack, 'AWS::EKS::Nodegroup').Properties.Subnets).toEqual(SubnetIds);
    expect(resourcesOf(stack, 'AWS::EC2::VPCEndpoint')).toEqual({});
    const handler = Object.values(resourcesOf(stack, 'AWS::Lambda::Function')).map(({ Properties }) => Properties);
    expect(handler.filter(({ VpcConfig }) => VpcConfig)).toHaveLength(handler.length);
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  test('a VPC with private subnets in fewer than two zones is refused', () => {
    const stack = testStack();
    const one = importedVpc(stack, 'One', { vpcId: 'vpc-1', privateSubnetIds: ['subnet-1'] });
    expect(() => addCluster({ vpc: one }, stack)).toThrow(
      'Test/Logging.vpc: has private subnets with a route to the internet in one zone, and EKS needs at least two zones',
    );
    const none = new ec2.Vpc(stack, 'None', { natGateways: 0, availabilityZones: ['eu-west-1a', 'eu-west-1b'] });
    expect(() => new LoggingCluster(stack, 'Other', { clusterName: 'logs', vpc: none })).toThrow('in no zone');
  });

  test('a VPC of your own is used unchanged', () => {
    const stack = testStack();
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Own', {
      vpcId: 'vpc-1',
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      privateSubnetIds: ['subnet-1', 'subnet-2'],
      publicSubnetIds: ['subnet-3', 'subnet-4'],
    });
    addCluster({ vpc }, stack);
    expect(resourcesOf(stack, 'AWS::EC2::VPC')).toEqual({});
    expect(resourceOf(stack, 'AWS::EKS::Nodegroup').Properties.Subnets).toEqual(['subnet-1', 'subnet-2']);
    expect(() => addCluster({ vpc, natGateways: 3 }, new Stack(fastApp(), 'Other'))).toThrow(
      'natGateways: 3 is for a new VPC, and an existing one is given; leave it out',
    );
  });
});
