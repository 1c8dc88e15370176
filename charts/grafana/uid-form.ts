import { type TextForm, textForm } from '../input/forms';

/** Form of the uids of datasources. */
export const datasourceUidForm = (example: string): TextForm =>
  textForm(
    example,
    /^[A-Za-z0-9_-]{1,40}$/,
    'is not a uid of a datasource',
    `use up to 40 letters, digits, hyphens and underscores, such as '${example}'`,
  );
