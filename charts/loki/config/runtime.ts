import { yamlOf } from '../../kubernetes/yaml';
import { type Part, inParts } from '../../kubernetes/parts';
import type { LimitsConfig, RuntimeFileConfig } from './generated/types';
import { type RetentionInputs, tenantLimits } from './kept';

/** Folder of the configuration that Loki reloads while it runs. */
export const RUNTIME_CONFIG_FOLDER = '/etc/loki/runtime-config';

/** ConfigMap with a file that Loki reloads while it runs. */
export interface RuntimeConfig {
  /** Name of the ConfigMap. */
  readonly configMapName: string;

  /** Labels of the ConfigMap. */
  readonly labels: Part<unknown>['labels'];

  /** Name of the file. */
  readonly file: string;

  /** Text of the file. */
  readonly text: string;
}

/** Files with limits by tenant, which Loki merges. There is always one, so that the first limits need no restart. */
export function runtimeConfigs(inputs: RetentionInputs): RuntimeConfig[] {
  const textOf = (of: readonly (readonly [string, LimitsConfig])[]): string => {
    const config: RuntimeFileConfig = { overrides: Object.fromEntries(of) };
    return yamlOf(config);
  };
  const all = Object.entries(tenantLimits(inputs));
  return inParts(all, (one) => textOf([one])).map(({ items, labels, name }) => ({
    configMapName: name('loki-runtime'),
    labels,
    file: `${name('runtime-config')}.yaml`,
    text: textOf(items),
  }));
}

/** Value of Loki's `runtime_config.file`. */
export function runtimeConfigPaths(configs: readonly RuntimeConfig[]): string {
  return configs.map(({ file }) => `${RUNTIME_CONFIG_FOLDER}/${file}`).join(',');
}
