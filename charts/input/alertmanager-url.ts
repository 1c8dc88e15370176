import { type TextForm, textForm, withPort } from './forms';

/** Path of the API of an Alertmanager at the end of a URL. Loki adds it. */
export const alertmanagerApi = (url: string): string | undefined => /\/api\/v[12](?:\/alerts)?\/?$/.exec(url)?.[0];

const SOME_ALERTMANAGER = withPort(
  textForm('http://alertmanager.monitoring:9093', /^https?:\/\/[^/\s]+(\/\S*)?$/, 'is not a URL'),
);

/** Address of an Alertmanager. */
export const ALERTMANAGER_URL: TextForm = {
  example: SOME_ALERTMANAGER.example,
  faultOf: (url) => {
    const api = alertmanagerApi(url);
    const apiFault = api && {
      wrong: 'has the path of the API, which Loki adds',
      fix: `write '${url.slice(0, -api.length)}'`,
    };
    return SOME_ALERTMANAGER.faultOf(url) ?? (apiFault || undefined);
  },
};
