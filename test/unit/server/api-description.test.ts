import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { parse } from 'yaml';
import { stationSettingsSchema } from '../../../packages/server/src/configuration/configuration-schema.ts';

const FILE = join(import.meta.dirname, '../../../packages/server/browser/static/openapi.yaml');

interface Description {
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly properties?: Readonly<Record<string, unknown>> }>>;
  };
}

describe("the API's description", () => {
  for (const schema of ['StationSettings', 'SettingsChange']) {
    it(`has every setting of a station in ${schema}`, async () => {
      const { components } = parse(await readFile(FILE, 'utf8')) as Description;
      const described = Object.keys(components.schemas[schema]?.properties ?? {});
      expect(described).to.have.members(Object.keys(stationSettingsSchema.shape));
    });
  }
});
