import { collectorSelector } from '../../alloy/collectors/collector';
import { ALLOY_SERVICE_ACCOUNT } from '../../defaults';

/** Value of the label `app.kubernetes.io/component` of the collector of metrics. */
export const SCRAPER_COMPONENT = 'metrics';

/** Name of the workload and of the service account of this collector. */
export const SCRAPER_NAME = `${ALLOY_SERVICE_ACCOUNT}-${SCRAPER_COMPONENT}`;

/** Labels that distinguish its pod from those of other collectors. */
export const SCRAPER_LABELS: Readonly<Record<string, string>> = collectorSelector(SCRAPER_COMPONENT);
