import { parsedJson } from '../../lib/manifests/json';
import { InputError } from '../../charts/input/problems';
import { conform, type Form } from './conform';
import { ANSWERS_WITHIN, complaint, type KubectlResult, type KubectlRunner } from './kubectl';

/** The parts of a kubeconfig that are read. */
interface Kubeconfig {
  readonly clusters?: readonly { readonly name?: string }[] | null;
  readonly 'current-context'?: string;
}

const KUBECONFIG: Form = { clusters: [{ name: 'text' }], 'current-context': 'text' };

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

/** A cluster that kubectl asks. */
export interface CurrentCluster {
  /** Name of the context. @default - the kubeconfig has none */
  readonly context?: string;

  /** The EKS cluster, if `aws eks update-kubeconfig` named it. @default - another program named it */
  readonly eks?: { readonly name: string; readonly region: string; readonly account: string };
}

/**
 * Cluster that kubectl asks, as far as the kubeconfig tells: `aws eks update-kubeconfig` names clusters by their ARN.
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
  const read = conform(parsedJson(config.stdout), KUBECONFIG, []) as Kubeconfig | undefined;
  if (!read) throw refuse('prints no kubeconfig', INSTALL);
  const { clusters, 'current-context': context } = read;
  const [, region, account, name] =
    /^arn:aws[a-z-]*:eks:([^:]+):(\d{12}):cluster\/(.+)$/.exec(clusters?.[0]?.name ?? '') ?? [];
  return {
    ...(context === undefined ? {} : { context }),
    ...(region !== undefined && account !== undefined && name !== undefined ? { eks: { name, region, account } } : {}),
  };
}
