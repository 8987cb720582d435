import { readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import ts from 'typescript';

/** What a user of the package needs at run time; the versions are those of this repository. */
const dependencies = ['openapi-fetch', 'uuid'];

/**
 * The package `@ojs-aws/client`: file names with what belongs into them, the same bytes for the same
 * sources.
 *
 * @param root the folder of the repository
 * @throws Error where the client does not compile, or the repository lacks one of its dependencies
 */
export async function clientPackage(root: string): Promise<Map<string, string>> {
  return new Map([
    ['package.json', await manifest(root)],
    ['README.md', await readFile(join(root, 'src/client/package/README.md'), 'utf8')],
    ['LICENSE', await readFile(join(root, 'LICENSE'), 'utf8')],
    ...compiled(root),
  ]);
}

interface RootManifest {
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

async function manifest(root: string): Promise<string> {
  const repository: RootManifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const needed = dependencies.map((name) => {
    const version = repository.dependencies[name];
    if (version === undefined) throw new Error(`package.json has no dependency ${name}.`);
    return [name, version] as const;
  });
  const content = {
    name: '@ojs-aws/client',
    version: repository.version,
    description: 'A client and a worker for job servers of the Open Job Spec',
    license: repository.license,
    type: 'module',
    sideEffects: false,
    engines: { node: '>=20' },
    exports: { '.': { types: './lib/index.d.ts', default: './lib/index.js' } },
    files: ['lib'],
    dependencies: Object.fromEntries(needed),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/** JavaScript and declarations of `src/client/` and of the generated types, in one folder. */
function compiled(root: string): Map<string, string> {
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    types: ['node'],
    module: ts.ModuleKind.NodeNext,
    strict: true,
    exactOptionalPropertyTypes: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    rewriteRelativeImportExtensions: true,
    declaration: true,
    newLine: ts.NewLineKind.LineFeed,
    rootDir: root,
    outDir: root,
  };
  const program = ts.createProgram([join(root, 'src/client/index.ts')], options, hostIn(root, options));
  const files = new Map<string, string>();
  const { diagnostics } = program.emit(undefined, (name, content) => {
    const file = inOneFolder(relative(root, name).split(sep).join('/'));
    if (file !== undefined) files.set(file, withoutDetours(content));
  });
  const faults = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (faults.length > 0) throw new Error(ts.formatDiagnostics(faults, hostIn(root, options)));
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function hostIn(root: string, options: ts.CompilerOptions): ts.CompilerHost {
  return { ...ts.createCompilerHost(options), getCurrentDirectory: () => root };
}

/** Where a file belongs in the package; undefined for the JavaScript of types, which is empty. */
function inOneFolder(name: string): string | undefined {
  if (name === 'generated/types.js') return undefined;
  return name.replace(/^(src\/client|generated)\//, 'lib/');
}

/** The compiler rewrites specifiers in JavaScript only, and knows nothing of the one folder. */
function withoutDetours(content: string): string {
  return content
    .replaceAll("'../../generated/types.ts'", "'./types.js'")
    .replaceAll("'../../generated/types.js'", "'./types.js'")
    .replaceAll(/(from |import\()'(\.\.?\/[\w/-]+)\.ts'/g, "$1'$2.js'");
}
