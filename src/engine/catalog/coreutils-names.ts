/** What GNU coreutils installs, as far as it is modelled. */
export const coreutilsNames =
  '[ arch base64 basename cat chgrp chmod chown cksum comm cp csplit cut date dd df dirname du echo env expand expr factor false fmt fold groups head hostid id install join link ln logname ls md5sum mkdir mkfifo mknod mktemp mv nice nl nohup nproc numfmt od paste pathchk pinky pr printenv printf pwd readlink realpath rm rmdir seq sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf sleep sort split stat stdbuf stty sum sync tac tail tee test timeout touch tr true truncate tsort tty uname unexpand uniq unlink users vdir dir wc who whoami yes'

const unmodelled = new Set(['csplit', 'fmt', 'numfmt', 'pathchk', 'pinky', 'pr', 'shred', 'stdbuf'])

export const modelledCoreutils = coreutilsNames
  .split(' ')
  .filter((name) => !unmodelled.has(name))
  .join(' ')

/** What it installs besides, which says that it is not simulated. */
export const unmodelledCoreutils = [...unmodelled].join(' ')
