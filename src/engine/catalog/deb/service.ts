import type { DebSpec } from './package.ts'

/** The maintainer scripts that debhelper writes for a package with a unit, and with an init script beside it. */
export function serviceScripts(
  unit: string,
  settings: { readonly initScript?: string; readonly before?: string; readonly start?: boolean } = {},
): NonNullable<DebSpec['scripts']> {
  const { initScript, before = '', start = true } = settings
  return {
    postinst: `${before}if [ "$1" = "configure" ] || [ "$1" = "abort-upgrade" ]; then
	deb-systemd-helper unmask '${unit}' >/dev/null || true
	if deb-systemd-helper --quiet was-enabled '${unit}'; then
		deb-systemd-helper enable '${unit}' >/dev/null || true
	else
		deb-systemd-helper update-state '${unit}' >/dev/null || true
	fi
${
  initScript
    ? `	if [ -x "/etc/init.d/${initScript}" ]; then
		update-rc.d ${initScript} defaults >/dev/null
		if [ ! -d /run/systemd/system ]; then invoke-rc.d ${initScript} start || exit 1; fi
	fi
`
    : ''
}	if [ -d /run/systemd/system ]; then
		systemctl --system daemon-reload >/dev/null || true
${start ? `		deb-systemd-invoke start '${unit}' >/dev/null || true\n` : ''}	fi
fi
`,
    prerm: `if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
	deb-systemd-invoke stop '${unit}' >/dev/null || true
fi
`,
    postrm: `if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
	systemctl --system daemon-reload >/dev/null || true
fi
if [ "$1" = purge ]; then
	if [ -x "/usr/bin/deb-systemd-helper" ]; then
		deb-systemd-helper purge '${unit}' >/dev/null || true
	fi
${initScript ? `	update-rc.d ${initScript} remove >/dev/null\n` : ''}fi
`,
  }
}

/** Registers alternatives, one link for each name, all leading to one program. */
export function alternativesScripts(names: readonly string[], program: string, priority: number): NonNullable<DebSpec['scripts']> {
  return {
    postinst: `if [ "$1" = configure ]; then\n${names.map((name) => `	update-alternatives --install /usr/bin/${name} ${name} ${program} ${priority}\n`).join('')}fi\n`,
    prerm: `if [ "$1" = remove ]; then\n${names.map((name) => `	update-alternatives --quiet --remove ${name} ${program}\n`).join('')}fi\n`,
  }
}
