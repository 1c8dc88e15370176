/** A part of a template that has no form in Terraform. Its message is the name of that part. */
export class NoForm extends Error {}

/**
 * Runs a function that converts the value of a property.
 *
 * @throws NoForm if the value has another shape than CloudFormation takes, with the path of the property
 */
export function formOf<T>(path: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof NoForm) throw error;
    throw new NoForm(path, { cause: error });
  }
}

/** The one item of a list. @throws NoForm if it is another list, or no list, with the name of that part */
export function onlyOne<T>(what: string, list: readonly T[]): T {
  const [item] = list;
  if (!Array.isArray(list) || list.length !== 1 || item === undefined) throw new NoForm(what);
  return item;
}
