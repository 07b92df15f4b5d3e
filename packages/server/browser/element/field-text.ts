/** What is in a field of a form, without the blanks around it; empty where there is no such field. */
export function fieldTextOf(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value.trim() : '';
}
