import type { Importing } from '../importing';
import type { Node } from '../tree/account';
import { importLokiOfStack } from './loki-distributed';
import { importPromtailChart } from './promtail';

const SECOND_COLLECTOR = 'Alloy reads pods and nodes here: a second collector would send every line twice';

/** Collectors and programs that the chart can run beside Loki. */
const BESIDE: Readonly<Record<string, string>> = {
  'fluent-bit': SECOND_COLLECTOR,
  filebeat: SECOND_COLLECTOR,
  logstash: SECOND_COLLECTOR,
  prometheus: 'no part of this library: monitoring writes for a Prometheus of yours',
};

/** Values of the chart `loki-stack`. */
export function importLokiStack(importing: Importing, values: Node): void {
  importLokiOfStack(importing, values.at('loki'));
  const promtail = values.at('promtail');
  if (promtail.at('enabled').boolean !== false) {
    promtail.at('enabled').same('Alloy takes its place');
    importPromtailChart(importing, promtail);
  } else promtail.same('off');
  for (const [key, note] of Object.entries(BESIDE)) {
    const section = values.at(key);
    if (section.at('enabled').boolean === true) {
      importing.former.agents.add(key);
      section.impossible(note);
    } else section.same('off');
  }
  const grafana = values.at('grafana');
  if (grafana.at('enabled').boolean === true) {
    importing.decide(['grafana'], 'the chart ran Grafana: install it apart; its datasources are made here');
    grafana
      .at('enabled')
      .decision('only datasources are made: write grafana: { deploy: true } for a Grafana too', 'grafana');
    grafana.differs('a setting of the Grafana of the chart: grafana.deploy has its own', 'grafana.deploy');
  } else
    grafana.differs(
      'datasources are made here; remove the one of the chart, or Grafana shows the former Loki',
      'grafana',
    );
  for (const key of ['proxy', 'test_pod', 'global', 'datasource']) values.at(key).differs('not needed here');
}
