import { parsedJson } from '../../lib/manifests/json';
import { InputError } from '../../charts/input/problems';
import { parsedUrl } from '../../charts/input/url';
import { at, records, text, texts } from '../../lib/manifests/shape';
import { conform, type Form } from './conform';
import { ANSWERS_WITHIN, complaint, type KubectlResult, type KubectlRunner } from './kubectl';

/** The part of a kubeconfig that is always there. */
interface Kubeconfig {
  readonly 'current-context'?: string;
}

const KUBECONFIG: Form = { 'current-context': 'text' };

/** Error of kubectl without a kubeconfig, or with one that has no current context. */
const NO_CONTEXT = /current-context must exist/;

/** Error of kubectl about a kubeconfig that is no file, or not YAML. */
const UNREADABLE = /error loading config file "([^"]+)": (?:\w+ \S+: )?(.+)$/;

/** Error of kubectl about a context that the kubeconfig does not have. */
const NOT_THERE = /cannot locate context (.+)$/;

/** Error of a kubectl that is too old for what it is asked. */
const OTHER_VERSION = /unknown (?:shorthand )?flag|unknown command/;

const INSTALL = 'install the kubectl of https://kubernetes.io/docs/tasks/tools/';

/** End of a program that printed nothing, in words. */
const endOf = ({ status }: KubectlResult): string =>
  `${status === null ? 'was ended by a signal' : `ends with exit code ${status}`}, and prints nothing`;

/** An EKS cluster, as far as a kubeconfig tells which one it is. */
export interface EksCluster {
  readonly name?: string;
  readonly region?: string;
  readonly account?: string;
}

/** A cluster that kubectl asks. */
export interface CurrentCluster {
  /** Name of the context. @default - the kubeconfig has none */
  readonly context?: string;

  /** The EKS cluster. @default - nothing in the kubeconfig is of EKS */
  readonly eks?: EksCluster;
}

/** Name that `aws eks update-kubeconfig` gives to a cluster. */
const ARN = /^arn:aws[a-z-]*:eks:(?<region>[^:]+):(?<account>\d{12}):cluster\/(?<name>.+)$/;

/** Name that eksctl gives to a cluster. */
const OF_EKSCTL = /^(?<name>[^.]+)\.(?<region>[a-z\d-]+)\.eksctl\.io$/;

/** Endpoint that EKS gives to a cluster: with IPv4, or with both. */
const ENDPOINT =
  /\.(?<region>[a-z]{2}(?:-[a-z]+)+-\d)\.(?:eks\.amazonaws\.com(?:\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)$/;

/** EKS cluster whose tokens a program gets: the AWS CLI, also behind a wrapper, or aws-iam-authenticator. */
function ofTokens(exec: unknown): EksCluster {
  const args = texts(at(exec, 'args')).flatMap((one) => one.split(/(?<=^--[a-z-]+)=/));
  const valueOf = (...options: string[]): string | undefined => {
    const index = args.findIndex((one) => options.includes(one));
    return index < 0 ? undefined : args[index + 1];
  };
  const isAuthenticator = /aws-iam-authenticator(?:\.exe)?$/.test(text(at(exec, 'command')) ?? '');
  if (!isAuthenticator && !args.includes('get-token')) return {};
  const name = isAuthenticator ? valueOf('-i', '--cluster-id') : valueOf('--cluster-name');
  const region = valueOf('--region');
  return { ...(name === undefined ? {} : { name }), ...(region === undefined ? {} : { region }) };
}

/**
 * EKS cluster of a kubeconfig with one context. Whoever wrote it may have given the cluster another name, but the program that
 * gets its tokens and the endpoint say which one it is.
 */
function eksOf(config: unknown): EksCluster | undefined {
  const [cluster] = records(at(config, 'clusters'));
  const written = text(cluster?.['name']) ?? '';
  const host = parsedUrl(text(at(cluster, 'cluster.server')) ?? '')?.hostname ?? '';
  const found: EksCluster = {
    ...ofTokens(at(records(at(config, 'users'))[0], 'user.exec')),
    ...ENDPOINT.exec(host)?.groups,
    ...(ARN.exec(written) ?? OF_EKSCTL.exec(written))?.groups,
  };
  return Object.keys(found).length > 0 ? found : undefined;
}

/**
 * Cluster that kubectl asks, as far as the kubeconfig tells.
 *
 * @throws InputError if there is no kubeconfig, or no current context; `connect` is the fix
 */
export async function currentCluster(kubectl: KubectlRunner, connect: string): Promise<CurrentCluster> {
  const refuse = (found: string, fix: string) => new InputError([{ path: 'kubectl', found, fix }]);
  const config = await kubectl.run(['config', 'view', '--minify', '--output', 'json'], { within: ANSWERS_WITHIN });
  if (config.status !== 0) {
    const error = complaint(config, '');
    if (error === '' || OTHER_VERSION.test(error)) throw refuse(error || endOf(config), INSTALL);
    const [, file, why] = UNREADABLE.exec(error) ?? [];
    if (file !== undefined) {
      throw refuse(
        `cannot read the kubeconfig ${file}: ${why}`,
        `correct that file, or let KUBECONFIG name another; or ${connect}`,
      );
    }
    const [, named] = NOT_THERE.exec(error) ?? [];
    if (named !== undefined) {
      throw refuse(`has no context ${named}`, `name one that kubectl config get-contexts lists, or ${connect}`);
    }
    const found = NO_CONTEXT.test(error) ? 'has no current context' : error.replace(/^error: /, '');
    throw refuse(found, `${connect}, or name a context with --context`);
  }
  const printed = parsedJson(config.stdout);
  const read = conform(printed, KUBECONFIG, []) as Kubeconfig | undefined;
  if (!read) throw refuse('prints no kubeconfig', INSTALL);
  const { 'current-context': context } = read;
  const eks = eksOf(printed);
  return { ...(context === undefined ? {} : { context }), ...(eks ? { eks } : {}) };
}
