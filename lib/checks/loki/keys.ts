import {
  validateLimits,
  validateLokiFile,
  type ConfigProblem,
  ConfigProblemKind,
} from '../../../charts/loki/config/validate';
import type { Manifests } from '../../manifests/manifests';
import { type Loki, readLoki } from '../read/loki/loki';
import { type Finding, type ManifestsRule, Severity } from '../rule';
import { kept } from '../read/kept';
import { isLoki37 } from './every-loki';

/** Problem of a key in a file. */
interface KeyProblem extends ConfigProblem {
  /** Path of the file and the key. */
  readonly at: string;
}

const configProblems = kept((config: Loki['config']) => validateLokiFile(config));

/** Problems of the keys of a Loki. */
function problemsOf({ path, config, limits }: Loki): KeyProblem[] {
  const tenants = limits.filter(({ tenant }) => tenant !== undefined);
  return [
    ...configProblems(config).map((problem) => ({ ...problem, at: `${path} ${problem.path.slice(1)}` })),
    ...tenants.flatMap((one) => validateLimits(one.own, one.path).map((problem) => ({ ...problem, at: problem.path }))),
  ];
}

/** Problems of the keys of every Loki. */
function readKeyProblems(manifests: Manifests): KeyProblem[] {
  return manifests.read(readLoki).lokis.filter(isLoki37).flatMap(problemsOf);
}

function finding({ at, found, fix }: KeyProblem): Finding {
  return { path: at, found, fix };
}

function findings(wanted: ConfigProblemKind): ManifestsRule['check'] {
  return ({ manifests }) =>
    manifests
      .read(readKeyProblems)
      .filter(({ kind }) => kind === wanted)
      .map(finding);
}

const STRICT = 'https://github.com/grafana/loki/blob/v3.7.6/pkg/util/cfg/dynamic.go';

const knownKeys: ManifestsRule = {
  id: 'LOKI-KEY-1',
  severity: Severity.ERROR,
  title: 'every key of the configuration and of the limits of a tenant is one that Loki 3.7 knows',
  why: 'Loki does not start with an unknown key, and charts pass every key on',
  evidence: STRICT,
  check: findings(ConfigProblemKind.UNKNOWN),
};

const lastingKeys: ManifestsRule = {
  id: 'LOKI-KEY-2',
  severity: Severity.WARNING,
  title: 'no key is used that Loki 4.0 removes',
  why: 'Loki 4.0 does not start with it; a removed limit is silently ignored',
  evidence: 'https://github.com/grafana/loki/blob/main/docs/sources/setup/upgrade/_index.md',
  check: findings(ConfigProblemKind.REMOVED),
};

const typedValues: ManifestsRule = {
  id: 'LOKI-KEY-3',
  severity: Severity.ERROR,
  title: 'every value of the configuration and of tenant limits is one that Loki accepts for its key',
  why: 'Loki does not start, or the component that reads the value does not work',
  evidence: STRICT,
  check: findings(ConfigProblemKind.VALUE),
};

const readable: ManifestsRule = {
  id: 'LOKI-YAML-1',
  severity: Severity.ERROR,
  title: 'the configuration of Loki and the file of tenant limits are YAML',
  why: 'Loki does not start otherwise',
  evidence: 'https://grafana.com/docs/loki/latest/configure/',
  check: ({ manifests }) =>
    manifests
      .read(readLoki)
      .broken.map(({ path, line }) => ({ path, found: `line ${line} is not YAML`, fix: 'fix that line' })),
};

/** Rules about keys of the configuration. */
export const KEY_RULES: readonly ManifestsRule[] = [knownKeys, lastingKeys, typedValues, readable];
