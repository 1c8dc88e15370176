import { equal, match, ok } from 'node:assert/strict';
import type { Checks, Example } from './example';
import { MadeTemplate } from './made';

/** Loki's configuration, an Alloy source and generated objects, changed by the user. */
export const CUSTOM: Example = {
  name: 'custom',
  install: 'tarball',
  commands: [['npm', 'run', 'synth']],
  entries: [],
  checks: (folder) => checks(new MadeTemplate(folder, 'Logging')),
};

/** StatefulSet with the annotations of its pods. */
interface PodTemplate {
  readonly spec: { readonly template: { readonly metadata: { readonly annotations: Record<string, string> } } };
}

function checks(template: MadeTemplate): Checks {
  const { objects } = template;
  const annotations = (name: string) =>
    (objects.one('StatefulSet', name) as unknown as PodTemplate).spec.template.metadata.annotations;
  return {
    "the user's configuration is merged over ours": () => {
      const { querier, limits_config: limits } = objects.lokiConfig;
      equal(querier?.max_concurrent, 16);
      equal(limits?.max_query_series, 1000);
      equal(limits?.retention_period, '672h');
    },
    'Alloy reads the extra log and sends it to the same place': () => {
      const config = objects.alloyConfig;
      match(config, /loki\.source\.file "vpc_cni" \{[^}]*\/var\/log\/aws-routed-eni\/ipamd\.log/);
      match(config, /loki\.process "vpc_cni" \{\s+forward_to = \[loki\.write\.loki\.receiver\]/);
      ok(config.includes('loki.source.journal "journal"'));
    },
    'a collector of its own takes what applications push': () => {
      const { spec } = objects.one('Deployment', 'alloy-push') as unknown as { spec: { replicas: number } };
      equal(spec.replicas, 2);
      ok(objects.one('Service', 'alloy-push'));
    },
    'the override is in that object and in no other': () => {
      equal(annotations('loki-ingester')['karpenter.sh/do-not-disrupt'], 'true');
      equal(annotations('loki-compactor')['karpenter.sh/do-not-disrupt'], undefined);
    },
    'the existing cluster is not created': () => {
      equal(template.ofType('AWS::EKS::Cluster').length, 0);
      equal(template.ofType('AWS::IAM::OIDCProvider').length, 1);
    },
  };
}
