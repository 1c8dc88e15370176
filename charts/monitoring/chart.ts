import { Chart } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { WorkloadIdentity } from '../endpoint/identity';
import { propProblems, refuse } from '../input/props';
import { collectorMetrics } from '../alloy/collectors/metrics';
import { API_SERVER_PORTS } from '../kubernetes/network';
import { addObject, MANAGED_BY } from '../kubernetes/objects';
import { yamlOf } from '../kubernetes/yaml';
import { keptNames } from './keep';
import { addMonitors, addPrometheusRule } from './monitors';
import type { MonitoringChartProps } from './chart-props';
import { DEFAULT_INTERVAL } from './props';
import { type AlertGroup, hasKafka, ruleGroups } from './rules';
import { scrapeConfig } from './scrape-config';
import { scraperConfig } from './scraper/config';
import { SCRAPER_COMPONENT, SCRAPER_NAME } from './scraper/names';
import { addScraper } from './scraper/objects';
import { MONITORING_CHART } from './validate';

export type { MonitoringChartProps } from './chart-props';

/** Name of the ConfigMap for a Prometheus of the user's own. */
const CONFIG_MAP = 'loki-prometheus';

/** Monitoring of Loki and Alloy: the scraping of their metrics, and alerts on them. */
export class MonitoringChart extends Chart {
  /** Groups of alerting rules. */
  public readonly groups: readonly AlertGroup[];

  /** Rules as a file that Prometheus and Amazon Managed Service for Prometheus read; undefined without alerts. */
  public readonly rules?: string;

  /** Identity with which Alloy writes to a workspace; undefined if it writes to none. */
  public readonly identity?: WorkloadIdentity;

  /** ARN of that workspace. */
  public readonly workspaceArn?: string;

  /** @throws InputError if a property is invalid, with all problems */
  constructor(scope: Construct, id: string, props: MonitoringChartProps) {
    super(scope, id);
    refuse(propProblems('MonitoringChart', props, MONITORING_CHART));
    const { monitoring, clusterName, lokiNamespace, alloyNamespace, gigabytesPerDay, passwordSecret } = props;
    const { labels = {}, interval = DEFAULT_INTERVAL, alerts = true } = monitoring;
    const namespaceOfAll = lokiNamespace ?? alloyNamespace;
    const own = monitoring.from === 'alloy' ? [collectorMetrics(alloyNamespace, SCRAPER_COMPONENT)] : [];
    const sources = [...props.sources, ...own];
    const settings = { clusterName, interval, kept: keptNames(monitoring, hasKafka(sources)) };
    const facts = {
      cluster: clusterName,
      loki: lokiNamespace,
      alloy: alloyNamespace,
      gigabytesPerDay,
      passwordSecret,
      sources,
    };
    this.groups = alerts === false ? [] : ruleGroups(facts, alerts === true ? {} : alerts);
    this.rules = this.groups.length > 0 ? yamlOf({ groups: this.groups }) : undefined;
    if (monitoring.from === 'prometheus-operator') {
      addMonitors(this, sources, { ...settings, labels });
      if (this.rules !== undefined) addPrometheusRule(this, namespaceOfAll, this.groups, labels);
    } else if (monitoring.from === 'scrape-config') {
      const namespace = monitoring.namespace ?? namespaceOfAll;
      this.addFiles(namespace, { 'scrape-config.yaml': yamlOf(scrapeConfig(sources, settings)) });
    } else {
      const { remoteWrite = {}, roleArn } = monitoring;
      this.workspaceArn = remoteWrite.workspaceArn;
      this.identity =
        this.workspaceArn === undefined
          ? undefined
          : new WorkloadIdentity({
              namespace: alloyNamespace,
              serviceAccountName: SCRAPER_NAME,
              roleArn,
              kind: props.identityKind,
            });
      addScraper(this, {
        namespace: alloyNamespace,
        image: props.image,
        config: scraperConfig(sources, settings, remoteWrite),
        sources,
        remoteWrite,
        identity: this.identity,
        resources: props.resources,
        networkPolicies: props.networkPolicies ?? true,
        apiServerPorts: props.apiServerPorts ?? API_SERVER_PORTS,
      });
      // A workspace gets its rules from CloudFormation.
      if (this.workspaceArn === undefined) this.addFiles(alloyNamespace, {});
    }
  }

  /** Adds the ConfigMap with files for a Prometheus, rules among them. */
  private addFiles(namespace: string, files: Readonly<Record<string, string>>): void {
    const data = { ...files, ...(this.rules === undefined ? {} : { 'alerts.yaml': this.rules }) };
    if (Object.keys(data).length === 0) return;
    const metadata = { name: CONFIG_MAP, namespace, labels: { 'app.kubernetes.io/name': 'loki', ...MANAGED_BY } };
    addObject(this, k8s.KubeConfigMap.manifest({ metadata, data }));
  }
}
