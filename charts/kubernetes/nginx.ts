/** User `nginx` of the image `nginxinc/nginx-unprivileged` and of those made from it. */
export const NGINX_USER = 101;

/** Frame of a configuration of nginx. */
export interface NginxFrame {
  /** Worker processes. */
  readonly workers: number;

  /** Connections of each. */
  readonly connections: number;

  /** Folder it may write to. */
  readonly folder: string;

  /** Body of the block `http`, without the folders. */
  readonly http: string;
}

/** Text of a configuration that keeps its temporary files and its process id in a writable folder. */
export const nginxConfig = ({ workers, connections, folder, http }: NginxFrame): string => `worker_processes ${workers};
error_log /dev/stderr warn;
pid ${folder}/nginx.pid;

events {
  worker_connections ${connections};
}

http {
  client_body_temp_path ${folder}/client_body;
  proxy_temp_path       ${folder}/proxy;
  fastcgi_temp_path     ${folder}/fastcgi;
  uwsgi_temp_path       ${folder}/uwsgi;
  scgi_temp_path        ${folder}/scgi;
${http}}
`;
