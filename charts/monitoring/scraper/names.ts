import { ALLOY_SERVICE_ACCOUNT } from '../../defaults';

/** Value of the label `app.kubernetes.io/component` of the collector of metrics. */
export const SCRAPER_COMPONENT = 'metrics';

/** Name of its workload, and of its service account. */
export const SCRAPER_NAME = `${ALLOY_SERVICE_ACCOUNT}-${SCRAPER_COMPONENT}`;

/** Labels that tell its pod from those of other collectors. */
export const SCRAPER_LABELS: Readonly<Record<string, string>> = {
  'app.kubernetes.io/name': ALLOY_SERVICE_ACCOUNT,
  'app.kubernetes.io/component': SCRAPER_COMPONENT,
};
