/** As much of an OpenAPI description as is shown. */
export interface ApiDescription {
  readonly info: { readonly title: string; readonly summary: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly security: readonly SecurityRequirement[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

type SecurityRequirement = Readonly<Record<string, readonly string[]>>;

/** What one method of a path does. */
export interface ApiOperation {
  readonly tags: readonly string[];
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly security?: readonly SecurityRequirement[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: unknown }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

/** An operation with its place. */
export interface PlacedOperation extends ApiOperation {
  readonly method: string;
  readonly path: string;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** The operations that belong to a tag, in the order of the description. */
export function operationsOf({ paths }: ApiDescription, tag: string): PlacedOperation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation?.tags.includes(tag) ? [{ ...operation, method: method.toUpperCase(), path }] : [];
    }),
  );
}

/** What `$ref` refers to, or the thing itself. */
export function resolved(description: ApiDescription, value: unknown): Record<string, unknown> {
  const { $ref } = value as { $ref?: string };
  if ($ref === undefined) return value as Record<string, unknown>;
  const names = $ref.split('/').slice(1);
  return names.reduce<unknown>(
    (inside, name) => (inside as Record<string, unknown>)[name],
    description,
  ) as Record<string, unknown>;
}
