/** Imports that the layout forbids, types included: which folder may know which, and no circle anywhere. */
const OWN = '^(bin|charts|lib|scripts|test)/';
const CDK = '^node_modules/(aws-cdk-lib|@aws-cdk)/';
/** A package of development, whose types are erased: nobody who installs this library gets it. */
const GRAFANA_SDK = '^node_modules/@grafana/grafana-foundation-sdk/';

/** An error that says why. */
const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from: { path: from }, to });

export default {
  forbidden: [
    forbid('no-circle', 'move the shared piece into a file of its own', OWN, { circular: true }),
    forbid('bin-lib-charts', 'the arrows run bin → lib → charts', '^charts/', { path: '^(bin|lib|scripts|test)/' }),
    forbid('bin-lib-charts', 'the arrows run bin → lib → charts', '^lib/', { path: '^(bin|scripts|test)/' }),
    forbid('bin-lib-charts', 'programs need no tests', '^bin/', { path: '^(scripts|test)/' }),
    forbid('charts-know-kubernetes', 'charts/ knows Kubernetes only: no AWS, no other package', '^charts/', {
      pathNot: `^(charts/|node_modules/(cdk8s|cdk8s-plus-28|constructs|fastest-levenshtein)/|(node:)?crypto$)|${GRAFANA_SDK}`,
    }),
    forbid('types-of-grafana', 'dashboards take types from Grafana, and one file names them', '^(bin|charts|lib)/', {
      path: GRAFANA_SDK,
      dependencyTypesNot: ['type-only'],
    }),
    forbid(
      'types-of-grafana',
      'dashboards take types from Grafana, and one file names them',
      '^(bin|charts|lib)/(?!grafana/dashboards/model\\.ts$)',
      { path: GRAFANA_SDK },
    ),
    forbid(
      'environments-without-cdk',
      '`eks-loki render` and `plan` never load the AWS CDK',
      // constructs/ is about values of the CDK; a path to it from anywhere else here is still a finding.
      '^lib/(environment/(?!constructs/)|manifests/|planner/)|^bin/commands/(render|plan)',
      {
        path: CDK,
        reachable: true,
      },
    ),
    forbid('manifests-before-checks', 'checks read manifests, never the other way', '^lib/manifests/', {
      path: '^lib/(?!manifests/)',
    }),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|node_modules/.*/node_modules)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'types'] },
  },
};
