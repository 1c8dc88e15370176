import { fixedFolder, isBelow } from '../../../charts/alloy/sources/files/paths';
import { NODE_PROFILES, NODE_SOURCES, type NodeProfile } from '../../../charts/alloy/sources/node-profiles';
import { show } from '../../../charts/input/show';
import type { Environment } from '../../environment/environment';
import { type EnvironmentRule, Severity } from '../rule';

/** Profile of the nodes of an environment; undefined if any kind may be there. */
function profileOf({ props: { cluster } }: Environment): NodeProfile | undefined {
  return cluster.create?.mode === 'auto' || cluster.existing?.autoMode === true ? NODE_PROFILES.auto : undefined;
}

const sourcesAreThere: EnvironmentRule = {
  id: 'CLUSTER-NODES-2',
  severity: Severity.WARNING,
  title: 'the nodes have the sources that are asked for',
  why: 'a source that no node has collects nothing, and reports no error',
  evidence: 'https://docs.aws.amazon.com/eks/latest/userguide/automode.html',
  check: ({ environment }) => {
    const profile = profileOf(environment);
    const { alloy = {} } = environment.props;
    return NODE_SOURCES.flatMap((source) => {
      const [value, reason] = [alloy[source], profile?.lacks[source]];
      if (!profile || reason === undefined || value === undefined || value === false) return [];
      const found = `${show(value)}, and nodes of ${profile.title} lack it: ${reason}`;
      return [{ path: `environments.${environment.name}.alloy.${source}`, found, fix: 'leave it out' }];
    });
  },
};

const foldersCanBeMade: EnvironmentRule = {
  id: 'CLUSTER-NODES-3',
  severity: Severity.ERROR,
  title: 'folders of files can be mounted on the nodes',
  why: "a folder that is missing and cannot be made keeps Alloy's pod from starting, and the node has no logs at all",
  evidence: 'https://github.com/bottlerocket-os/bottlerocket/blob/develop/SECURITY_FEATURES.md',
  check: ({ environment }) => {
    const { writable, title } = profileOf(environment) ?? {};
    if (!writable) return [];
    return (environment.props.alloy?.files ?? []).flatMap((files, index) =>
      (['paths', 'gzip'] as const).flatMap((key) =>
        (files[key] ?? []).flatMap((glob, at) => {
          if (writable.some((folder) => isBelow(fixedFolder(glob), folder))) return [];
          const path = `environments.${environment.name}.alloy.files[${index}].${key}[${at}]`;
          const found = `${show(glob)} is in a folder that cannot be made on nodes of ${title}, whose disk is read-only`;
          return [{ path, found, fix: `use one below ${writable.join(', ')}` }];
        }),
      ),
    );
  },
};

/** Rules about sources and folders that kinds of nodes lack. */
export const NODE_PROFILE_RULES: readonly EnvironmentRule[] = [sourcesAreThere, foldersCanBeMade];
