import type { Importing } from '../importing';
import { continuesFrom } from './agents';
import { deployCommands, type PlanStep } from './step';

/** Step that deploys the new Loki beside the former one. Parts that must not run beside it wait, such as a second compactor. */
export function deployStep(
  importing: Importing,
  { title, check, sharesBucket }: Pick<PlanStep, 'title' | 'check'> & { readonly sharesBucket: boolean },
): PlanStep {
  const { draft } = importing;
  const cluster = String(draft.get(['cluster', 'existing', 'name']) ?? draft.name);
  const waits = [...(sharesBucket ? [COMPACTOR] : []), ...(continuesFrom(importing) ? [ALLOY] : [])];
  return {
    title,
    actions: [
      ...waits.map(({ why }) => why),
      ...(waits.length > 0
        ? [
            'Add this to the environment for now, with JsonPatch imported from cdk8s:',
            'customize: (charts) => {',
            ...waits.map(({ patch }) => `  ${patch}`),
            '},',
          ]
        : []),
      `npx eks-loki check ${draft.name} --environments FILE`,
      deployCommands(draft.name)[0] as string,
      `aws eks update-kubeconfig --region ${String(draft.get(['region']))} --name ${cluster}`,
      `npx eks-loki wait ${draft.name}`,
    ],
    check,
    back: `npx cdk destroy '${draft.name}/Logging'`,
  };
}

/** A part that waits, and the line of `customize` that makes it wait. */
interface Waiting {
  readonly why: string;
  readonly patch: string;
}

const COMPACTOR: Waiting = {
  why: 'Two compactors on one bucket lose data, and two rulers send each alert twice: ours have no pods yet.',
  patch:
    "for (const name of ['loki-compactor', 'loki-ruler']) charts.object('StatefulSet', name).addJsonPatch(JsonPatch.replace('/spec/replicas', 0));",
};

const ALLOY: Waiting = {
  why: 'Alloy continues where Promtail stops, so it must start later: until then, it asks for a label that no node has.',
  patch:
    "charts.object('DaemonSet', 'alloy').addJsonPatch(JsonPatch.add('/spec/template/spec/nodeSelector/eks-loki~1later', 'true'));",
};
