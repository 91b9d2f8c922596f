/** See build.mjs. */
export function buildCli(folder: string, options?: { readonly preset?: string }): Promise<void>;
