import type { LokiEndpoint } from '../endpoint/endpoint';
import { checkComponents, checkSource } from './validate';
import { destination } from './destinations/loki';
import { checkRoutes } from './stages/routes';
import type { AlloyRoute, AlloySource } from './sources/source';
import { printConfig } from './language/syntax';
import { checkIdentifier } from './language/values';

/** What Alloy's configuration is made of. */
export interface AlloyConfigProps {
  /** Where logs go. */
  readonly endpoint: LokiEndpoint;

  /** Name of the cluster: the label `cluster` of every line. */
  readonly clusterName: string;

  /** What logs are read from. */
  readonly sources: AlloySource[];

  /** Which pods' logs go to which tenant. */
  readonly routes: AlloyRoute[];
}

/**
 * The text of Alloy's configuration.
 *
 * Throws where it would lose logs without a word or could not be loaded: no source at all, two components of one name,
 * a source without the mount or the environment variable it reads, a route to a tenant there is not.
 */
export function alloyConfig(props: AlloyConfigProps): string {
  const { endpoint, clusterName, sources, routes } = props;
  if (sources.length === 0) {
    throw new Error('no sources are left for Alloy to read from: switch one on, or leave Alloy out');
  }
  if (clusterName === '') throw new Error('"" cannot be the name of the cluster: write what its logs are found by');
  checkRoutes(routes, endpoint);

  const write = destination(endpoint, clusterName);
  const context = { clusterName, routes, receiver: write.exported('receiver') };
  const components = sources.flatMap((source) => {
    checkIdentifier(source.name, 'the name of a source');
    const blocks = source.blocks(context);
    checkSource(source, blocks);
    return blocks;
  });
  checkComponents([...components, write]);
  return printConfig([...components, write]);
}
