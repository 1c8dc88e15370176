import type { Importing } from '../importing';
import type { DeployingObject, FormerRelease } from '../release';
import type { PlanStep } from './step';

/** Namespace of Argo CD, unless its objects say another. */
const ARGO_NAMESPACE = 'argocd';

/** Releases of the former installation, each once. */
function releasesOf({ former }: Importing): FormerRelease[] {
  const all = [former.release, former.agentRelease].flatMap((release) => release ?? []);
  return [...new Map(all.map((release) => [JSON.stringify(release), release])).values()];
}

/** Nothing may start what the next steps stop. Helm alone does nothing by itself. */
export function holdSteps(importing: Importing): PlanStep[] {
  const holds = releasesOf(importing).flatMap((release) => holdOf(release) ?? []);
  if (holds.length === 0) return [];
  const backs = holds.flatMap(({ back }) => back ?? []);
  return [
    {
      title: 'Hold what deploys the former installation',
      actions: [...new Set(holds.flatMap(({ actions }) => actions))],
      ...(backs.length > 0 ? { back: backs.join('; ') } : {}),
    },
  ];
}

/** Commands that suspend a deployer and resume it. */
function holdOf({ by, name, object }: FormerRelease): Pick<PlanStep, 'actions' | 'back'> | undefined {
  switch (by) {
    case 'flux': {
      const place = `helmrelease ${object?.name ?? 'NAME'} --namespace ${object?.namespace ?? 'NAMESPACE'}`;
      return {
        actions: [
          'With a new version of the chart or of values, Flux would start again what the next steps stop.',
          `flux suspend ${place}`,
        ],
        back: `flux resume ${place}`,
      };
    }
    case 'argo-cd':
      return {
        actions: [
          'A sync of Argo CD would start again what the next steps stop.',
          ...(object?.kind === 'ApplicationSet'
            ? [`Take automated out of syncPolicy in the template of the ApplicationSet ${object.name}.`]
            : [
                `${patchOf(object)} '{"spec":{"syncPolicy":{"automated":null}}}'`,
                'Where another Application or an ApplicationSet makes this one, take automated out of syncPolicy there.',
              ]),
        ],
        back: 'write automated into syncPolicy again',
      };
    case 'k3s':
      return {
        actions: [
          `Leave the HelmChart ${object?.name ?? 'NAME'} as it is until the last step: with each change of it Helm starts again what the next steps stop.`,
        ],
      };
    case 'helmfile':
      return {
        actions: [`Run helmfile no more for the release ${name ?? 'NAME'}: it starts what the next steps stop.`],
      };
    case 'kustomize':
      return {
        actions: [`Apply the kustomization with ${name ?? 'its chart'} no more: that starts what the next steps stop.`],
      };
    default:
      return undefined;
  }
}

/** Removal of a release, as the one who deploys it does it. */
export function removalOf({ by, name = 'loki', namespace, storage, object }: FormerRelease): string[] {
  const uninstall = `helm -n ${storage ?? namespace ?? 'NAMESPACE'} uninstall ${name}`;
  switch (by) {
    case 'flux':
      return [
        `Take the HelmRelease ${object?.name ?? name} out of its source. Flux leaves the release of one that is suspended to you:`,
        uninstall,
      ];
    case 'argo-cd':
      return object?.kind === 'Application'
        ? [
            'Helm knows no release of Argo CD: the objects go with their Application, if that has the finalizer.',
            `${patchOf(object)} '{"metadata":{"finalizers":["resources-finalizer.argocd.argoproj.io"]}}'`,
            `kubectl -n ${object.namespace ?? ARGO_NAMESPACE} delete application ${object.name}`,
          ]
        : [`Take it out of the ApplicationSet ${object?.name ?? 'NAME'}. Helm knows no release of Argo CD.`];
    case 'k3s':
      return [
        `Take the HelmChart ${object?.name ?? name} out of the folder of manifests of the server, if it is in it.`,
        `kubectl -n ${object?.namespace ?? 'NAMESPACE'} delete helmchart ${object?.name ?? name}`,
      ];
    case 'helmfile':
      return [`Take the release ${name} out of the helmfile.`, uninstall];
    case 'kustomize':
      return [
        'Helm knows no release of a kustomization: take the chart out of it, and delete its objects with what applies it.',
      ];
    default:
      return [uninstall];
  }
}

const patchOf = (object: DeployingObject | undefined): string =>
  `kubectl -n ${object?.namespace ?? ARGO_NAMESPACE} patch application ${object?.name ?? 'NAME'} --type merge -p`;
