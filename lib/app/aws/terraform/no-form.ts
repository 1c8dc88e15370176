/** A part of a template that has no form in Terraform. Its message is the name of that part. */
export class NoForm extends Error {}
