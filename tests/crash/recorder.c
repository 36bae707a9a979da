// Preloaded into an unmodified program, it writes every call that changes files under $CRASH_DIR to $CRASH_LOG,
// with its data and in true order. Linux only; not seen: mmap writes, io_uring, fallocate, static binaries.
// Build: gcc -O2 -shared -fPIC -o recorder.so recorder.c -ldl -lpthread
// record: op(1) plen(u16) path off(i64) dlen(u32) data ; ops: C create, W write, T truncate, S sync, U unlink, R rename, A ack
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>
#define MAXFD 4096
#define REAL(ret,name,...) static ret(*r_##name)(__VA_ARGS__); if(!r_##name) r_##name=dlsym(RTLD_NEXT,#name)
static char *fdp[MAXFD]; static int lg=-1; static const char *dir; static pthread_mutex_t mu=PTHREAD_MUTEX_INITIALIZER;
__attribute__((constructor)) static void init(void){ dir=getenv("CRASH_DIR"); const char*l=getenv("CRASH_LOG");
  if(dir&&l) lg=syscall(SYS_openat,AT_FDCWD,l,O_WRONLY|O_CREAT|O_APPEND|O_CLOEXEC,0644); }
static long ctr,fat=-1; static int ferr;   // CRASH_FAIL="n:errno" makes the n-th write/sync/truncate/rename under $CRASH_DIR fail once
static int inject(const char*p){ if(fat<0){ const char*e=getenv("CRASH_FAIL"); fat=e?atol(e):0; ferr=e&&strchr(e,':')?atoi(strchr(e,':')+1):EIO; }
  if(!p||!fat||strstr(p,".ack")||++ctr!=fat) return 0;
  errno=ferr; return 1; }
static int in(const char*p){ return lg>=0 && p && !strncmp(p,dir,strlen(dir)) && !strstr(p,"-shm"); }
static char *absn(const char*p){ char b[PATH_MAX]; if(p[0]=='/') return strdup(p); if(!getcwd(b,sizeof b)) return strdup(p);
  size_t n=strlen(b); snprintf(b+n,sizeof b-n,"/%s",p); return strdup(b); }
static void rec(char op,const char*p,int64_t off,const void*d,uint32_t n){ uint16_t pl=strlen(p); char *b=malloc(15+pl+n),*q=b;
  *q++=op; memcpy(q,&pl,2); q+=2; memcpy(q,p,pl); q+=pl; memcpy(q,&off,8); q+=8; memcpy(q,&n,4); q+=4; if(n) memcpy(q,d,n);
  syscall(SYS_write,lg,b,15+pl+n); free(b); }
#define T(fd) ((fd)>=0&&(fd)<MAXFD?fdp[fd]:0)
#define LOCKED(expr) ({ pthread_mutex_lock(&mu); __auto_type _x=(expr); int _e=errno; pthread_mutex_unlock(&mu); errno=_e; _x; })
static int opened(int fd,char*p,int fl,int existed){ if(fd>=0&&fd<MAXFD){ free(fdp[fd]); fdp[fd]=0; if(in(p)){ fdp[fd]=strdup(p);
    if(!existed&&(fl&O_CREAT)) rec('C',p,0,0,0); else if(fl&O_TRUNC) rec('T',p,0,0,0); } } free(p); return fd; }
static int do_open(int at,const char*path,int fl,int mode){ char*p=absn(path); struct stat st; int ex=!stat(p,&st);
  return opened(syscall(SYS_openat,at,path,fl,mode),p,fl,ex); }
#define OPENBODY(at) va_list a; va_start(a,fl); int m=va_arg(a,int); va_end(a); return LOCKED(do_open(at,path,fl,m));
int open(const char*path,int fl,...){OPENBODY(AT_FDCWD)} int open64(const char*path,int fl,...){OPENBODY(AT_FDCWD)}
int openat(int at,const char*path,int fl,...){OPENBODY(at)} int openat64(int at,const char*path,int fl,...){OPENBODY(at)}
int close(int fd){ if(T(fd)){ free(fdp[fd]); fdp[fd]=0; } return syscall(SYS_close,fd); }
static ssize_t lw(int fd,const void*b,size_t n,int64_t off){ char*p=T(fd); if(!p) return off<0?syscall(SYS_write,fd,b,n):syscall(SYS_pwrite64,fd,b,n,off);
  if(inject(p)) return -1;
  int64_t o=off; if(off<0) o=(fcntl(fd,F_GETFL)&O_APPEND)?lseek(fd,0,SEEK_END):lseek(fd,0,SEEK_CUR);
  ssize_t r=off<0?syscall(SYS_write,fd,b,n):syscall(SYS_pwrite64,fd,b,n,off);
  if(r>0) rec(strstr(p,".ack")?'A':'W',p,o,b,r); return r; }
ssize_t write(int fd,const void*b,size_t n){ return T(fd)?LOCKED(lw(fd,b,n,-1)):syscall(SYS_write,fd,b,n); }
ssize_t pwrite(int fd,const void*b,size_t n,off_t o){ return LOCKED(lw(fd,b,n,o)); }
ssize_t pwrite64(int fd,const void*b,size_t n,off64_t o){ return LOCKED(lw(fd,b,n,o)); }
ssize_t sendfile(int o,int i,off_t*f,size_t n){ if(T(o)){errno=ENOTSOCK;return -1;} return syscall(SYS_sendfile,o,i,f,n); }
ssize_t sendfile64(int o,int i,off64_t*f,size_t n){ return sendfile(o,i,(off_t*)f,n); }
ssize_t copy_file_range(int i,off64_t*io,int o,off64_t*oo,size_t n,unsigned f){ if(T(o)){errno=EXDEV;return -1;} return syscall(SYS_copy_file_range,i,io,o,oo,n,f); }
static int sy(int fd,int nr){ char*p=T(fd); if(inject(p)) return -1; int r=syscall(nr,fd); if(!r&&p) rec('S',p,0,0,0); return r; }
int fsync(int fd){ return LOCKED(sy(fd,SYS_fsync)); } int fdatasync(int fd){ return LOCKED(sy(fd,SYS_fdatasync)); }
static int tr(int fd,int64_t n){ char*p=T(fd); if(inject(p)) return -1; int r=syscall(SYS_ftruncate,fd,n); if(!r&&p) rec('T',p,n,0,0); return r; }
int ftruncate(int fd,off_t n){ return LOCKED(tr(fd,n)); } int ftruncate64(int fd,off64_t n){ return LOCKED(tr(fd,n)); }
static int ul(const char*x){ char*p=absn(x); int r=syscall(SYS_unlink,x); if(!r&&in(p)) rec('U',p,0,0,0); free(p); return r; }
int unlink(const char*x){ return LOCKED(ul(x)); } int remove(const char*x){ return LOCKED(ul(x)); }
static int rn(const char*a,const char*b){ char*p=absn(a),*q=absn(b); if(in(p)&&inject(p)){free(p);free(q);return -1;} int r=syscall(SYS_rename,a,b); if(!r&&in(p)) rec('R',p,0,q,strlen(q)); free(p);free(q); return r; }
int rename(const char*a,const char*b){ return LOCKED(rn(a,b)); }
