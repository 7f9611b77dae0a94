// Generated from the recorded `--help` of Docker 28.5.2 and from what 26.1.4 lacks. One line a command; a flag is
// `name,shorthand=type:default`, `@28` or `@26` when only that release has it, `~` when help hides it. `bool` takes no value.
export const flagTable: Readonly<Record<string, string>> = {
  "":
    "config=string:/root/.docker context,c=string debug,D=bool host,H=list log-level,l=string:info tls=bool tlscacert=string:/root/.docker/ca.pem tlscert=string:/root/.docker/cert.pem tlskey=string:/root/.docker/key.pem tlsverify=bool version,v=bool",
  "builder prune":
    "all,a=bool builder=string debug,D=bool filter=filter force,f=bool max-used-space=bytes min-free-space=bytes reserved-space=bytes verbose=bool",
  "buildx":
    "builder=string debug,D=bool",
  "buildx build":
    "add-host=strings allow=stringArray annotation=stringArray attest=stringArray build-arg=stringArray build-context=stringArray builder=string cache-from=stringArray cache-to=stringArray call=string:build cgroup-parent=string check=bool debug,D=bool file,f=string iidfile=string label=stringArray load=bool metadata-file=string network=string:default no-cache=bool no-cache-filter=stringArray output,o=stringArray platform=stringArray progress=string:auto provenance=string pull=bool push=bool quiet,q=bool sbom=string secret=stringArray shm-size=bytes ssh=stringArray tag,t=stringArray target=string ulimit=ulimit",
  "buildx du":
    "filter=filter verbose=bool",
  "buildx inspect":
    "bootstrap=bool",
  "buildx ls":
    "format=string:table no-trunc=bool",
  "buildx use":
    "default=bool global=bool",
  "buildx version":
    "",
  "container attach":
    "detach-keys=string no-stdin=bool sig-proxy=bool:true",
  "container commit":
    "author,a=string change,c=list message,m=string pause,p=bool:true",
  "container cp":
    "archive,a=bool follow-link,L=bool quiet,q=bool",
  "container create":
    "add-host=list annotation=map attach,a=list blkio-weight=uint16 blkio-weight-device=list cap-add=list cap-drop=list cgroup-parent=string cgroupns=string cidfile=string cpu-count=int cpu-percent=int cpu-period=int cpu-quota=int cpu-rt-period=int cpu-rt-runtime=int cpu-shares,c=int cpus=decimal cpuset-cpus=string cpuset-mems=string device=list device-cgroup-rule=list device-read-bps=list device-read-iops=list device-write-bps=list device-write-iops=list disable-content-trust=bool:true dns=list dns-option=list dns-search=list domainname=string entrypoint=string env,e=list env-file=list expose=list gpus=gpu-request group-add=list health-cmd=string health-interval=duration health-retries=int health-start-interval=duration health-start-period=duration health-timeout=duration hostname,h=string init=bool interactive,i=bool io-maxbandwidth=bytes io-maxiops=uint ip=string ip6=string ipc=string isolation=string kernel-memory=bytes label,l=list label-file=list link=list link-local-ip=list log-driver=string log-opt=list mac-address=string memory,m=bytes memory-reservation=bytes memory-swap=bytes memory-swappiness=int:-1 mount=mount name=string network=network network-alias=list no-healthcheck=bool oom-kill-disable=bool oom-score-adj=int pid=string pids-limit=int platform=string privileged=bool publish,p=list publish-all,P=bool pull=string:missing quiet,q=bool read-only=bool restart=string:no rm=bool runtime=string security-opt=list shm-size=bytes stop-signal=string stop-timeout=int storage-opt=list sysctl=map tmpfs=list tty,t=bool ulimit=ulimit use-api-socket=bool@28 user,u=string userns=string uts=string volume,v=list volume-driver=string volumes-from=list workdir,w=string net=network~ net-alias=list~ dns-opt=list~",
  "container diff":
    "",
  "container exec":
    "detach,d=bool detach-keys=string env,e=list env-file=list interactive,i=bool privileged=bool tty,t=bool user,u=string workdir,w=string",
  "container export":
    "output,o=string",
  "container inspect":
    "format,f=string size,s=bool",
  "container kill":
    "signal,s=string",
  "container logs":
    "details=bool follow,f=bool since=string tail,n=string:all timestamps,t=bool until=string",
  "container ls":
    "all,a=bool filter,f=filter format=string last,n=int:-1 latest,l=bool no-trunc=bool quiet,q=bool size,s=bool",
  "container pause":
    "",
  "container port":
    "",
  "container prune":
    "filter=filter force,f=bool",
  "container rename":
    "",
  "container restart":
    "signal,s=string timeout,t=int@28 time=int@28~ time,t=int@26",
  "container rm":
    "force,f=bool link,l=bool volumes,v=bool",
  "container run":
    "add-host=list annotation=map attach,a=list blkio-weight=uint16 blkio-weight-device=list cap-add=list cap-drop=list cgroup-parent=string cgroupns=string cidfile=string cpu-count=int cpu-percent=int cpu-period=int cpu-quota=int cpu-rt-period=int cpu-rt-runtime=int cpu-shares,c=int cpus=decimal cpuset-cpus=string cpuset-mems=string detach,d=bool detach-keys=string device=list device-cgroup-rule=list device-read-bps=list device-read-iops=list device-write-bps=list device-write-iops=list disable-content-trust=bool:true dns=list dns-option=list dns-search=list domainname=string entrypoint=string env,e=list env-file=list expose=list gpus=gpu-request group-add=list health-cmd=string health-interval=duration health-retries=int health-start-interval=duration health-start-period=duration health-timeout=duration hostname,h=string init=bool interactive,i=bool io-maxbandwidth=bytes io-maxiops=uint ip=string ip6=string ipc=string isolation=string kernel-memory=bytes label,l=list label-file=list link=list link-local-ip=list log-driver=string log-opt=list mac-address=string memory,m=bytes memory-reservation=bytes memory-swap=bytes memory-swappiness=int:-1 mount=mount name=string network=network network-alias=list no-healthcheck=bool oom-kill-disable=bool oom-score-adj=int pid=string pids-limit=int platform=string privileged=bool publish,p=list publish-all,P=bool pull=string:missing quiet,q=bool read-only=bool restart=string:no rm=bool runtime=string security-opt=list shm-size=bytes sig-proxy=bool:true stop-signal=string stop-timeout=int storage-opt=list sysctl=map tmpfs=list tty,t=bool ulimit=ulimit use-api-socket=bool@28 user,u=string userns=string uts=string volume,v=list volume-driver=string volumes-from=list workdir,w=string net=network~ net-alias=list~ dns-opt=list~",
  "container start":
    "attach,a=bool checkpoint=string checkpoint-dir=string detach-keys=string interactive,i=bool",
  "container stats":
    "all,a=bool format=string no-stream=bool no-trunc=bool",
  "container stop":
    "signal,s=string timeout,t=int@28 time=int@28~ time,t=int@26",
  "container top":
    "",
  "container unpause":
    "",
  "container update":
    "blkio-weight=uint16 cpu-period=int cpu-quota=int cpu-rt-period=int cpu-rt-runtime=int cpu-shares,c=int cpus=decimal cpuset-cpus=string cpuset-mems=string memory,m=bytes memory-reservation=bytes memory-swap=bytes pids-limit=int restart=string",
  "container wait":
    "",
  "context create":
    "default-stack-orchestrator=string~ description=string docker=map from=string",
  "context export":
    "",
  "context import":
    "",
  "context inspect":
    "format,f=string",
  "context ls":
    "format=string quiet,q=bool",
  "context rm":
    "force,f=bool",
  "context show":
    "",
  "context update":
    "description=string docker=map",
  "context use":
    "",
  "image history":
    "format=string human,H=bool:true no-trunc=bool platform=string@28 quiet,q=bool",
  "image import":
    "change,c=list message,m=string platform=string",
  "image inspect":
    "format,f=string platform=string@28",
  "image load":
    "input,i=string platform=string@28 quiet,q=bool",
  "image ls":
    "all,a=bool digests=bool filter,f=filter format=string no-trunc=bool quiet,q=bool tree=bool@28",
  "image prune":
    "all,a=bool filter=filter force,f=bool",
  "image pull":
    "all-tags,a=bool disable-content-trust=bool:true platform=string quiet,q=bool",
  "image push":
    "all-tags,a=bool disable-content-trust=bool:true platform=string@28 quiet,q=bool",
  "image rm":
    "force,f=bool no-prune=bool platform=strings@28",
  "image save":
    "output,o=string platform=string@28",
  "image tag":
    "",
  "inspect":
    "format,f=string size,s=bool type=string",
  "login":
    "password,p=string password-stdin=bool username,u=string",
  "logout":
    "",
  "network connect":
    "alias=strings driver-opt=strings gw-priority=int@28 ip=string ip6=string link=list link-local-ip=strings",
  "network create":
    "attachable=bool aux-address=map config-from=string config-only=bool driver,d=string:bridge gateway=strings ingress=bool internal=bool ip-range=strings ipam-driver=string:default ipam-opt=map ipv4=bool:true@28 ipv6=bool label=list opt,o=map scope=string subnet=strings",
  "network disconnect":
    "force,f=bool",
  "network inspect":
    "format,f=string verbose,v=bool",
  "network ls":
    "filter,f=filter format=string no-trunc=bool quiet,q=bool",
  "network prune":
    "filter=filter force,f=bool",
  "network rm":
    "force,f=bool",
  "search":
    "filter,f=filter format=string limit=int no-trunc=bool",
  "system df":
    "format=string verbose,v=bool",
  "system dial-stdio":
    "",
  "system events":
    "filter,f=filter format=string since=string until=string",
  "system info":
    "format,f=string",
  "system prune":
    "all,a=bool filter=filter force,f=bool volumes=bool",
  "version":
    "format,f=string",
  "volume create":
    "availability=string:active driver,d=string:local group=string label=list limit-bytes=bytes opt,o=map required-bytes=bytes scope=string:single secret=map sharing=string:none topology-preferred=list topology-required=list type=string:block",
  "volume inspect":
    "format,f=string",
  "volume ls":
    "cluster=bool filter,f=filter format=string quiet,q=bool",
  "volume prune":
    "all,a=bool filter=filter force,f=bool",
  "volume rm":
    "force,f=bool",
}
