import { filled, once, switchOr, together } from '../../../input/combine';
import { PLAIN_TEXT, type TextForm } from '../../../input/forms';
import type { Problem } from '../../../input/problems';
import { fields, list, oneOf, text, type PropValidators, type Validator } from '../../../input/props';
import { datasourceUidForm } from '../../uid-form';
import { DASHBOARD_NAMES } from '../names';
import type { DashboardsSettings } from './props';
import { ownDashboard } from './validate';

/** Example of the field. */
const EXAMPLE = "{ without: ['flows'] }";

const names = once(list(oneOf(DASHBOARD_NAMES), "'pipeline'"));

const FOLDER: TextForm = {
  example: 'Logs',
  faultOf: (folder) => {
    const fix = "write a name such as 'Logs'";
    if (!/\S/.test(folder)) return { wrong: 'is empty', fix };
    // A sidecar uses the name as a folder of files.
    const isElsewhere = /^\/|(?:^|\/)\.{1,2}(?:\/|$)/.test(folder);
    return isElsewhere ? { wrong: 'leads out of the folder of the dashboards', fix } : PLAIN_TEXT.faultOf(folder);
  },
};

const VALIDATORS: Omit<PropValidators<DashboardsSettings>, 'own'> = {
  only: names,
  without: filled(names),
  folder: text(FOLDER),
  prometheus: text(datasourceUidForm('prometheus')),
  datasources: filled(once(list(text(datasourceUidForm('cloudwatch')), "'cloudwatch'"))),
};

/** Dashboards as a switch or settings; `own` validates those of the user. */
export const dashboardsOf = (own: Validator): Validator =>
  switchOr(
    together<DashboardsSettings>(
      fields<DashboardsSettings>(EXAMPLE, {
        ...VALIDATORS,
        own: filled(list(own, "{ uid: 'shop', title: 'Shop', panels: [] }")),
      }),
      (path, { only, without, datasources, own: yours }): Problem[] => [
        ...(datasources && !yours
          ? [{ path: `${path}.datasources`, found: 'has no effect without own dashboards', fix: 'leave it out' }]
          : []),
        ...(only && without
          ? [{ path: `${path}.without`, found: 'is there beside only', fix: 'leave one of the two out' }]
          : []),
        ...(without && !yours && DASHBOARD_NAMES.every((name) => without.includes(name))
          ? [
              {
                path: `${path}.without`,
                found: 'leaves out every dashboard',
                fix: 'leave out fewer, or write false instead of the object',
              },
            ]
          : []),
        ...(only?.length === 0 && !yours
          ? [
              {
                path: `${path}.only`,
                found: '[] is empty',
                fix: 'write at least one, or false instead of the object',
              },
            ]
          : []),
      ],
    ),
    EXAMPLE,
  );

/** Dashboards, those of the user as objects. */
export const dashboards: Validator = dashboardsOf(ownDashboard);

/** Settings of a switch; undefined if it is off. */
export const dashboardsSettings = <T extends object>(field: boolean | T | undefined): T | undefined =>
  field === true ? ({} as T) : field || undefined;
