import { type TextForm, textForm, withPort } from './forms';

/** End of the path of a Prometheus API for people and queries. */
const QUERY_PATH = /\/(?:api\/v1\/(?:query|query_range|series|labels|rules|alerts|targets)|graph|federate)\/?$/;

/** Form of addresses of Prometheus, without the path of another API. */
export const withoutPath = (form: TextForm, other: RegExp, fix: string): TextForm => ({
  ...form,
  faultOf: (text) => {
    const path = form.faultOf(text) ? undefined : other.exec(text)?.[0];
    return path === undefined ? form.faultOf(text) : { wrong: `has ${path}, the path of another API`, fix };
  },
});

/** Address of an API that receives samples. */
export const REMOTE_WRITE_URL = withoutPath(
  withPort(
    textForm(
      'http://prometheus.monitoring.svc.cluster.local:9090/api/v1/write',
      /^https?:\/\/(?:[^/\s@]*@)?[^/\s:@]+(:\d{1,5})?\/\S+$/,
      'is not the URL of remote write, with its path',
    ),
  ),
  QUERY_PATH,
  'end it with the path of remote write, such as /api/v1/write',
);
