import { readFileSync } from 'node:fs';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import type { Template, TemplateResource } from '../checks/read/templates/template';

/** The templates of one environment, as its stage has synthesized them. */
export function synthesizedTemplates(assembly: CloudAssembly): Template[] {
  return assembly.stacks.map((stack) => {
    const text = readFileSync(stack.templateFullPath, 'utf8');
    const { Resources = {} } = JSON.parse(text) as { Resources?: Record<string, TemplateResource> };
    const path = stack.hierarchicalId;
    return { stack: path.slice(path.lastIndexOf('/') + 1), resources: Resources, bytes: Buffer.byteLength(text) };
  });
}
