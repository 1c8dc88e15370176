import environments from '../../bin/environments';
import { resolveEnvironment } from '../../lib/environment/environment';
import type { EnvironmentProps } from '../../lib/environment/props';
import { describeWith } from '../helpers/programs';
import { API_SERVER, ApiServer } from './rig/api-server';
import { customResourceDefinitions } from './rig/custom-resource-definitions';
import { documents, WrittenEnvironment } from './suites/apply';
import { doctorPermissionTests } from './suites/doctor-permissions';

describeWith(API_SERVER, 'eks-loki doctor on an API server', () => {
  let api: ApiServer;
  let written: WrittenEnvironment;

  beforeAll(async () => {
    written = new WrittenEnvironment(resolveEnvironment('dev', environments.dev as EnvironmentProps));
    api = new ApiServer();
    await api.start();
    api.printed(['create', '-f', '-'], documents(customResourceDefinitions()));
    api.printed(['wait', '--for=condition=Established', 'customresourcedefinitions', '--all']);
    for (const file of written.files) api.printed(['apply', '--server-side', '-f', file]);
  }, 120_000);
  afterAll(async () => {
    await api.stop();
    written.remove();
  });

  doctorPermissionTests(
    () => written,
    () => api,
  );
});
