import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetSecretValueCommand, ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import { clientsOf } from './clients';
import type { Deployment } from './deployment';

/** Least length of texts that are searched for: shorter ones are not passwords, and occur everywhere. */
const LEAST_LENGTH = 8;

/** All texts in the account's secrets. */
async function secretTexts({ aws }: Deployment): Promise<string[]> {
  const { secrets } = clientsOf(aws);
  const { SecretList = [] } = await secrets.send(new ListSecretsCommand({}));
  const texts: string[] = [];
  for (const { ARN } of SecretList) {
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: ARN }));
    if (SecretString) texts.push(SecretString, ...leaves(SecretString));
  }
  return texts.filter((text) => text.length >= LEAST_LENGTH);
}

/** Values of a secret in JSON. */
function leaves(text: string): string[] {
  try {
    return Object.values(JSON.parse(text) as object).filter((value) => typeof value === 'string');
  } catch {
    return [];
  }
}

/** Files of a deployment that contain one of the texts, plain or in base64. */
function placesOf(deployment: Deployment, texts: readonly string[]): string[] {
  const forms = texts.flatMap((text) => [
    text,
    Buffer.from(text).toString('base64'),
    JSON.stringify(text).slice(1, -1),
  ]);
  const needles = [...new Set(forms)].map((form) => Buffer.from(form));
  const folders = [join(deployment.folder, 'cdk.out'), join(deployment.folder, 'k8s.out'), deployment.aws.folder];
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const contents: [string, Buffer][] = files.map((file) => [file, readFileSync(file)]);
  contents.push(['log', Buffer.from(deployment.log)]);
  return contents.filter(([, content]) => needles.some((needle) => content.includes(needle))).map(([file]) => file);
}

/** A deployment writes, sends and prints no password. */
export function passwordTests(deployed: () => Deployment): void {
  test('no password is in any template, manifest, asset, event or log', async () => {
    expect(placesOf(deployed(), await secretTexts(deployed()))).toEqual([]);
  });

  test('a text would be found in each of them', () => {
    const [bucket = ''] = deployed().buckets;
    const places = placesOf(deployed(), [bucket]);
    for (const kind of [/\.template\.json$/, /\.k8s\.yaml$/, /operations\.jsonl$/, /kubernetes\/.*\.json$/, /^log$/]) {
      expect(places.filter((place) => kind.test(place))).not.toEqual([]);
    }
    const [asset] = placesOf(deployed(), ['def apply_handler(event, context)']);
    expect(asset).toMatch(/asset\.\w+\/apply/);
  });
}
