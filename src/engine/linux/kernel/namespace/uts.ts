/** Host and domain name of its processes (uts_namespaces(7)). */
export class UtsNamespace {
  constructor(
    public nodename: string,
    public domainname: string,
  ) {}

  copy(): UtsNamespace {
    return new UtsNamespace(this.nodename, this.domainname)
  }
}
