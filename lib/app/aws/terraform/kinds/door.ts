import { type Body, type Fields, renamed, TAGS } from '../fields';
import { type Block, type Kind, nameSuffix, type Properties, type Self } from '../kind';
import { onlyOne } from '../no-form';

/** Attribute of a load balancer or target group, in CloudFormation. */
interface Attribute {
  readonly Key: string;
  readonly Value: string;
}

/** Arguments for attributes that CloudFormation has in a list. */
const attributes =
  (names: Fields) =>
  (list: readonly Attribute[]): Body =>
    renamed(Object.fromEntries(list.map(({ Key, Value }) => [Key, Value])), names);

const INGRESS: Fields = {
  IpProtocol: 'ip_protocol',
  FromPort: 'from_port',
  ToPort: 'to_port',
  CidrIp: 'cidr_ipv4',
  Description: 'description',
};

/** The door that AWS PrivateLink leads to. */
export const DOOR_KINDS: Readonly<Record<string, Kind>> = {
  'AWS::EC2::SecurityGroup': {
    type: 'aws_security_group',
    attributes: { Ref: 'id', GroupId: 'id' },
    fields: { GroupDescription: 'description', VpcId: 'vpc_id', ...TAGS },
    others: {
      SecurityGroupIngress: (rules: readonly Properties[], { attribute }: Self): Block[] => [
        ...rules.map((rule) => ({
          type: 'aws_vpc_security_group_ingress_rule',
          suffix: nameSuffix(String(rule['CidrIp'])),
          body: { security_group_id: attribute('id'), ...renamed(rule, INGRESS, 'SecurityGroupIngress.') },
        })),
        {
          // AWS gives a new group this rule, and Terraform takes it away.
          type: 'aws_vpc_security_group_egress_rule',
          body: { security_group_id: attribute('id'), ip_protocol: '-1', cidr_ipv4: '0.0.0.0/0' },
        },
      ],
    },
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    type: 'aws_lb',
    attributes: { Ref: 'arn', DNSName: 'dns_name', LoadBalancerArn: 'arn' },
    fields: {
      Type: 'load_balancer_type',
      Scheme: ['internal', (scheme: string) => scheme === 'internal'],
      Subnets: 'subnets',
      SecurityGroups: 'security_groups',
      EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic:
        'enforce_security_group_inbound_rules_on_private_link_traffic',
      ...TAGS,
    },
    more: {
      LoadBalancerAttributes: attributes({
        'load_balancing.cross_zone.enabled': ['enable_cross_zone_load_balancing', (text: string) => text === 'true'],
      }),
    },
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': {
    type: 'aws_lb_target_group',
    attributes: { Ref: 'arn', TargetGroupArn: 'arn' },
    fields: {
      Name: 'name',
      Port: 'port',
      Protocol: 'protocol',
      TargetType: 'target_type',
      VpcId: 'vpc_id',
      ...TAGS,
    },
    more: {
      HealthCheckPath: (path: string) => ({ health_check: { path } }),
      HealthCheckProtocol: (protocol: string) => ({ health_check: { protocol } }),
      TargetGroupAttributes: attributes({
        'deregistration_delay.timeout_seconds': 'deregistration_delay',
        'preserve_client_ip.enabled': 'preserve_client_ip',
      }),
    },
  },
  'AWS::ElasticLoadBalancingV2::Listener': {
    type: 'aws_lb_listener',
    attributes: { Ref: 'arn' },
    fields: {
      LoadBalancerArn: 'load_balancer_arn',
      Port: 'port',
      Protocol: 'protocol',
      SslPolicy: 'ssl_policy',
      Certificates: [
        'certificate_arn',
        (list: readonly { CertificateArn: string }[]) => onlyOne('Certificates', list).CertificateArn,
      ],
      DefaultActions: ['default_action', { Type: 'type', TargetGroupArn: 'target_group_arn' }],
      ...TAGS,
    },
  },
  'AWS::EC2::VPCEndpointService': {
    type: 'aws_vpc_endpoint_service',
    attributes: { Ref: 'id', ServiceId: 'id' },
    fields: {
      AcceptanceRequired: 'acceptance_required',
      NetworkLoadBalancerArns: 'network_load_balancer_arns',
      ...TAGS,
    },
  },
  'AWS::EC2::VPCEndpointServicePermissions': {
    type: 'aws_vpc_endpoint_service_allowed_principal',
    attributes: {},
    fields: { ServiceId: 'vpc_endpoint_service_id' },
    each: { property: 'AllowedPrincipals', argument: 'principal_arn' },
  },
};
