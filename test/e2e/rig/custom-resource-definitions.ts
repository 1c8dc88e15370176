import { CLUSTER_KINDS, CUSTOM_DEFINITIONS, CUSTOM_KINDS } from '../../kubernetes/custom-resources';

/** JSON schema, or a part of one. */
type Schema = Readonly<Record<string, unknown>>;

/**
 * Definitions of the custom kinds we use, from the strict schemas of the unit tests: the API server then refuses unknown
 * fields, as for its built-in kinds.
 */
export function customResourceDefinitions(): object[] {
  return Object.entries(CUSTOM_KINDS).map(([type, kind]) => {
    const [group = '', version = ''] = type.split('/');
    const singular = kind.toLowerCase();
    const plural = singular.endsWith('s') ? `${singular}es` : `${singular}s`;
    const schema = { openAPIV3Schema: structural(CUSTOM_DEFINITIONS[kind] as Schema) };
    return {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: {
        name: `${plural}.${group}`,
        // The API server asks for it in groups of Kubernetes itself.
        annotations: { 'api-approved.kubernetes.io': 'unapproved, made from the schemas of tests' },
      },
      spec: {
        group,
        scope: CLUSTER_KINDS.includes(kind) ? 'Cluster' : 'Namespaced',
        names: { kind, listKind: `${kind}List`, plural, singular },
        versions: [{ name: version, served: true, storage: true, schema }],
      },
    };
  });
}

/** Structural schema: every part has a type, and all other fields are unknown. */
function structural(schema: Schema): Schema {
  if ('$ref' in schema) return { type: 'object' };
  const { properties, items, additionalProperties, ...rest } = schema;
  return {
    ...('enum' in rest ? { type: 'string' } : {}),
    ...rest,
    ...(properties ? { properties: each(properties as Record<string, Schema>) } : {}),
    ...(items ? { items: structural(items as Schema) } : {}),
    ...(additionalProperties ? { additionalProperties: structural(additionalProperties as Schema) } : {}),
  };
}

function each(schemas: Readonly<Record<string, Schema>>): Record<string, Schema> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, structural(schema)]));
}
