import { CERTIFICATE_ARN, PRINCIPAL_ARN, SECURITY_GROUP_ID, SUBNET_ID, VPC_ID } from '../../input/aws-forms';
import { cidrFault, everyone, EXAMPLE_CIDR, isPrivate } from '../../input/cidr';
import { atMost, someTexts, together } from '../../input/combine';
import { QUERY_TIMEOUT_MARGIN_SECONDS } from '../timeouts';
import { HOST_NAME, NAMESPACE, OBJECT_NAME, textForm, type TextForm } from '../../input/forms';
import { noEffect } from '../../input/no-effect';
import { type Problem, show } from '../../input/problems';
import {
  boolean,
  fields,
  isReadable,
  oneOf,
  type PropValidators,
  required,
  text,
  type Validator,
} from '../../input/props';
import {
  ACCESSES,
  DOORS,
  type ExposeProps,
  type ExposureProps,
  type GatewayReference,
  LoadBalancers,
  type PrivateLinkProps,
} from './props';
import { MOST_IDLE_SECONDS } from './idle';

const EXAMPLE_HOST = `'${HOST_NAME.example}'`;
const OWN_HOST = `use a name in a domain of yours, such as ${EXAMPLE_HOST}, whose record names the load balancer`;
const EXAMPLE_GATEWAY = "{ name: 'shared', namespace: 'infra' }";

/** Domains whose hosts clients outside cannot find, or for which users get no certificate, with the fault of each. */
const FOREIGN_DOMAINS: readonly (readonly [domain: RegExp, wrong: string])[] = [
  [/(?:^|\.)amazonaws\.com(?:\.cn)?$/, 'is a name of AWS, which no certificate of yours can be for'],
  [/\.(?:cluster\.local|svc)$/, 'is a name that only the DNS of the cluster has, and clients outside do not find it'],
];

/** Host of a door: the names of load balancers are not known before they are made, and no certificate is for them. */
const DOOR_HOST: TextForm = {
  example: HOST_NAME.example,
  faultOf: (host) => {
    const wrong = FOREIGN_DOMAINS.find(([domain]) => domain.test(host))?.[1];
    return wrong === undefined ? HOST_NAME.faultOf(host) : { wrong, fix: OWN_HOST };
  },
};

/** Fault of the host of a door; undefined if clients can find it. */
export const doorHostFault = DOOR_HOST.faultOf;

const ranges = someTexts({ example: EXAMPLE_CIDR, faultOf: cidrFault });

const EXAMPLE = `{ host: ${EXAMPLE_HOST} }`;

const rangesOfVpc = someTexts({
  example: '10.0.0.0/16',
  faultOf: (range) => {
    const wrong = everyone(range);
    const fix = "write those of the VPC, such as '10.0.0.0/16'";
    return wrong === undefined ? cidrFault(range) : { wrong: `${wrong}, and not the range of a VPC`, fix };
  },
});

const FIELDS: PropValidators<ExposeProps> = {
  host: required(text(DOOR_HOST), EXAMPLE_HOST),
  by: oneOf(DOORS),
  access: oneOf(ACCESSES),
  from: ranges,
  certificateArn: text(CERTIFICATE_ARN),
  vpcCidrs: rangesOfVpc,
  subnetIds: someTexts(SUBNET_ID),
  securityGroupIds: atMost(
    16,
    'AWS takes 16 on a network interface, even with a larger quota',
    someTexts(SECURITY_GROUP_ID),
  ),
  gateway: fields<GatewayReference>(EXAMPLE_GATEWAY, {
    name: required(text(OBJECT_NAME), "'shared'"),
    namespace: required(text(NAMESPACE), "'infra'"),
    listener: text({ ...NAMESPACE, example: 'https' }),
    proxyNamespace: text({ ...NAMESPACE, example: 'envoy-gateway-system' }),
  }),
  privateLink: fields<PrivateLinkProps>(`{ principals: ['${PRINCIPAL_ARN.example}'] }`, {
    principals: required(
      someTexts(PRINCIPAL_ARN, `name at least one, such as '${PRINCIPAL_ARN.example}'`),
      `['${PRINCIPAL_ARN.example}']`,
    ),
    acceptanceRequired: boolean,
    vpcId: text(VPC_ID),
  }),
};

/** Name of a target group in Elastic Load Balancing. */
const TARGET_GROUP = textForm(
  'loki-prod',
  /^(?=.{1,32}$)[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/,
  'is not the name of a target group',
);

/** Fields of a door that follow from the environment. */
const ADDED = {
  loadBalancers: oneOf(Object.values(LoadBalancers)),
  targetGroupName: text(TARGET_GROUP),
};

const SHAPE = fields<ExposureProps>(EXAMPLE, { ...FIELDS, ...ADDED });

/** Validator of a door. Missing `vpcCidrs` are filled in where the VPC is known. */
export const expose: Validator = together<ExposeProps>(fields(EXAMPLE, FIELDS), doorProblems);

/** Validator of a door whose controller and VPC are known. */
export const exposure: Validator = (path, value) => {
  const problems = SHAPE(path, value);
  // Problems of the door are reported even if an addition is wrong.
  const added = Object.keys(ADDED).map((key) => `${path}.${key}`);
  if (value === undefined || problems.some((each) => !added.includes(each.path))) return problems;
  const props = value as ExposureProps;
  const { privateLink, targetGroupName, loadBalancers } = props;
  const isNameless = privateLink !== undefined && targetGroupName === undefined;
  return [
    ...problems,
    ...(isNameless
      ? [{ path: `${path}.targetGroupName`, found: 'missing', fix: `write one such as '${TARGET_GROUP.example}'` }]
      : []),
    ...doorProblems(path, props),
    ...missingRanges(path, props),
    ...autoModeProblems(path, props, loadBalancers),
  ];
};

function doorProblems(path: string, props: ExposeProps): Problem[] {
  return (props.by === 'gateway-api' ? routeProblems : loadBalancerProblems)(path, props);
}

/** Problem of an endpoint service on EKS Auto Mode, whose bindings cannot name a target group. */
export function autoModeProblems(
  path: string,
  { privateLink }: Pick<ExposeProps, 'privateLink'>,
  loadBalancers: unknown,
): Problem[] {
  if (privateLink === undefined || loadBalancers !== LoadBalancers.AUTO_MODE) return [];
  const found = 'needs the AWS Load Balancer Controller, and EKS Auto Mode has its own';
  return [{ path: `${path}.privateLink`, found, fix: 'leave it out, and connect the networks instead' }];
}

/** Problem of a door without the ranges of the VPC, which the network policy admits. */
export function missingRanges(path: string, props: Pick<ExposeProps, 'by' | 'vpcCidrs' | 'gateway'>): Problem[] {
  // A Gateway that is missing is a problem of its own, and decides whether ranges are needed.
  if (props.by === 'gateway-api' && props.gateway === undefined) return [];
  if (props.vpcCidrs !== undefined || props.gateway?.proxyNamespace !== undefined) return [];
  const proxy = props.gateway
    ? '; if pods pass requests on, write their namespace as gateway.proxyNamespace instead'
    : '';
  return [
    {
      path: `${path}.vpcCidrs`,
      found: 'missing',
      fix: `write the ranges of the cluster's VPC, such as ['10.0.0.0/16']: the network policy admits the load balancer from there${proxy}`,
    },
  ];
}

/** Problem of a query that runs longer than a load balancer lets its connection wait. */
export function idleProblems(door: unknown, queryTimeoutSeconds: number, path: string): Problem[] {
  const by = isReadable(door) ? ((door as Partial<ExposeProps>).by ?? 'nlb') : undefined;
  const most = by && DOORS.includes(by) ? MOST_IDLE_SECONDS[by] : undefined;
  if (most === undefined || queryTimeoutSeconds + QUERY_TIMEOUT_MARGIN_SECONDS <= most) return [];
  const longest = most - QUERY_TIMEOUT_MARGIN_SECONDS;
  return [
    {
      path,
      found: `${queryTimeoutSeconds}s, and an ${by} ends connections without an answer after ${most} seconds`,
      fix: `use at most ${longest}s${by === 'nlb' ? ", or expose by: 'alb'" : ''}`,
    },
  ];
}

/** Fields of a load balancer, which the user's own Gateway has. */
const OF_LOAD_BALANCER = ['access', 'from', 'certificateArn', 'subnetIds', 'securityGroupIds', 'privateLink'] as const;

function routeProblems(path: string, props: ExposeProps): Problem[] {
  const { gateway, vpcCidrs } = props;
  const unused = OF_LOAD_BALANCER.filter((key) => props[key] !== undefined).map((key) =>
    noEffect(`${path}.${key}`, props[key], 'clients connect to your Gateway', 'leave it out, and set it there'),
  );
  if (!gateway) {
    const found = 'missing, and gateway-api is a route through a Gateway of yours';
    return [...unused, { path: `${path}.gateway`, found, fix: `write one such as ${EXAMPLE_GATEWAY}` }];
  }
  if (gateway.proxyNamespace === undefined || vpcCidrs === undefined) return unused;
  const why = `the pods in ${gateway.proxyNamespace} pass requests on`;
  return [...unused, noEffect(`${path}.vpcCidrs`, vpcCidrs, why, 'leave out one of the two')];
}

/** Problems of ranges that admit everyone, or nobody. */
function rangeProblems(path: string, access: 'internal' | 'public', ranges: readonly string[] = []): Problem[] {
  return ranges.flatMap((range, index): Problem[] => {
    const at = `${path}[${index}]`;
    const all = everyone(range);
    if (all !== undefined) {
      const fix =
        access === 'public'
          ? "write the addresses of your clients, or access: 'public-to-all' without from"
          : 'write the ranges of your network, or leave it out for those of the VPC';
      return [{ path: at, found: `${show(range)} ${all}`, fix }];
    }
    if (access !== 'public' || !isPrivate(range)) return [];
    const found = `${show(range)} has private addresses alone, which no client on the internet has`;
    return [{ path: at, found, fix: "write the public addresses of your clients, or access: 'internal'" }];
  });
}

function loadBalancerProblems(path: string, props: ExposeProps): Problem[] {
  const { access = 'internal', by = 'nlb', from, securityGroupIds, subnetIds, certificateArn, gateway } = props;
  const problems: (Problem | false)[] = [
    certificateArn === undefined && {
      path: `${path}.certificateArn`,
      found: 'missing',
      fix: `write the ARN of the certificate of ${props.host} in ACM: without it ${by} takes passwords unencrypted`,
    },
    gateway !== undefined && {
      path: `${path}.gateway`,
      found: `has no effect on ${by}`,
      fix: "leave it out, or write by: 'gateway-api'",
    },
    props.privateLink !== undefined &&
      (by !== 'nlb' || access !== 'internal') && {
        path: `${path}.privateLink`,
        found: `needs an internal NLB, and this is ${access === 'internal' ? by : access}`,
        fix: 'leave out by and access, or leave it out',
      },
    access === 'public' &&
      from === undefined &&
      securityGroupIds === undefined && {
        path: `${path}.from`,
        found: 'missing, and access is public',
        fix: `write the addresses of your clients, such as ['${EXAMPLE_CIDR}']`,
      },
    ...(access === 'public-to-all' ? [] : rangeProblems(`${path}.from`, access, from)),
    by === 'alb' &&
      subnetIds?.length === 1 && {
        path: `${path}.subnetIds`,
        found: `${show(subnetIds)} is one subnet, and an ALB needs two zones at least`,
        fix: 'write one in each zone',
      },
    access === 'public-to-all' &&
      from !== undefined && {
        path: `${path}.from`,
        found: `${show(from)} limits nothing, since access is public-to-all`,
        fix: "leave it out, or write access: 'public'",
      },
    securityGroupIds !== undefined &&
      from !== undefined &&
      noEffect(`${path}.from`, from, 'the rules of securityGroupIds decide', 'leave out one of the two'),
    securityGroupIds !== undefined &&
      access === 'public-to-all' &&
      noEffect(`${path}.access`, access, 'the rules of securityGroupIds decide', "write access: 'public'"),
  ];
  return problems.filter((problem) => problem !== false);
}
