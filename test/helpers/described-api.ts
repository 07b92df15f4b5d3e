import { Validator } from '@seriousme/openapi-schema-validator';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, unknown>>;
}

/** What is asked. */
export interface DescribedRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** `Bearer KEY`; default the one of the API. */
  readonly authorization?: string;
}

/** What came, and is as described. */
export interface DescribedAnswer {
  readonly status: number;
  readonly body: unknown;
}

const ID = 'openapi';
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** A server's API by its own description: every answer is held against what OpenAPI says of it. */
export class DescribedApi {
  /** Operations that were asked. */
  readonly asked = new Set<string>();
  readonly #description: Description;
  readonly #urlOf: (path: string) => string;
  readonly #authorization: string;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });

  /** Reads the description. Rejects where it is none of OpenAPI 3.1. */
  static async read(urlOf: (path: string) => string, authorization: string): Promise<DescribedApi> {
    const description = (await (await fetch(urlOf('/api/openapi.json'))).json()) as Description;
    const { valid, errors } = await new Validator().validate(structuredClone(description) as never);
    if (!valid) throw new Error(`no OpenAPI description: ${JSON.stringify(errors)}`);
    return new DescribedApi(description, { urlOf, authorization });
  }

  private constructor(
    description: Description,
    { urlOf, authorization }: { urlOf: (path: string) => string; authorization: string },
  ) {
    this.#description = description;
    this.#urlOf = urlOf;
    this.#authorization = authorization;
    formats.default(this.#ajv);
    this.#ajv.addSchema({ $id: ID, ...description });
  }

  /** All operations that are described. */
  get operations(): string[] {
    return Object.values(this.#description.paths).flatMap((path) =>
      METHODS.flatMap((method) => path[method]?.operationId ?? []),
    );
  }

  /** Asks, and rejects where the answer is not as described. */
  async ask({ method, path, body, authorization }: DescribedRequest): Promise<DescribedAnswer> {
    const response = await fetch(this.#urlOf(path), {
      method,
      headers: { authorization: authorization ?? this.#authorization },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const { template, operation } = this.#find(method, path);
    this.asked.add(operation.operationId);
    const described = operation.responses[response.status];
    const what = `${method} ${path} answered ${response.status} ${text.slice(0, 300)}`;
    if (described === undefined) throw new Error(`${what}, which is not described`);
    if (text === '' || !response.headers.get('content-type')?.includes('json'))
      return { status: response.status, body: text };
    const answer: unknown = JSON.parse(text);
    const pointer = `/paths/${escaped(template)}/${method.toLowerCase()}/responses/${response.status}`;
    const check = this.#checkAt(pointer);
    if (!check(answer)) throw new Error(`${what}: ${this.#ajv.errorsText(check.errors)}`);
    return { status: response.status, body: answer };
  }

  /** Whether something is as a schema of the description says; the faults where not. */
  faultsOf(schema: string, value: unknown): string {
    const check = this.#ajv.compile({ $ref: `${ID}#/components/schemas/${schema}` });
    return check(value) ? '' : this.#ajv.errorsText(check.errors);
  }

  #checkAt(pointer: string): ValidateFunction {
    const described = resolve(this.#description, pointer) as { $ref?: string };
    const base = described.$ref?.slice(1) ?? pointer;
    return this.#ajv.compile({ $ref: `${ID}#${base}/content/application~1json/schema` });
  }

  #find(method: string, path: string): { template: string; operation: Operation } {
    for (const [template, item] of Object.entries(this.#description.paths)) {
      const pattern = new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
      const operation = item[method.toLowerCase()];
      if (operation && pattern.test(path)) return { template, operation };
    }
    throw new Error(`${method} ${path} is not described`);
  }
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D');
}

function resolve(root: unknown, pointer: string): unknown {
  const names = pointer.split('/').slice(1);
  return names.reduce(
    (value, name) =>
      (value as Record<string, unknown>)[
        decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~')
      ],
    root,
  );
}
