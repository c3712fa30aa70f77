{{/* What all pods have in common. */}}

{{- define "dedup.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "dedup.image" -}}
image: {{ printf "%s:%s" .Values.image.repository (.Values.image.tag | default .Chart.AppVersion) | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
{{- end }}

{{- define "dedup.pod" -}}
securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
automountServiceAccountToken: false
volumes:
  - {name: scratch, emptyDir: {}}
  - {name: data, emptyDir: {}}
{{- if .Values.senders }}
  - {name: senders, configMap: {name: {{ .Release.Name }}-senders}}
{{- end }}
{{- end }}

{{- define "dedup.confined" -}}
securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
volumeMounts:
  - {name: scratch, mountPath: /tmp}
  - {name: data, mountPath: /data}
{{- if .Values.senders }}
  - {name: senders, mountPath: /etc/dedup, readOnly: true}
{{- end }}
{{- end }}

{{/* A process that serves; `workers` is how many threads of it work on messages. */}}
{{- define "dedup.serving" -}}
{{- $chart := .chart -}}
name: dedup
{{ include "dedup.image" $chart }}
ports: [{name: http, containerPort: 8000}]
env:
  - name: DEDUP_DATABASE_URL
    valueFrom: {secretKeyRef: {name: {{ $chart.Values.secret.name }}, key: {{ $chart.Values.secret.database }}}}
  - name: DEDUP_VECTORS_URL
    valueFrom: {secretKeyRef: {name: {{ $chart.Values.secret.name }}, key: {{ $chart.Values.secret.vectors }}, optional: true}}
  - {name: DEDUP_LOG_FORMAT, value: json}
  - {name: DEDUP_WORKERS, value: {{ .workers | quote }}}
{{- if $chart.Values.senders }}
  - {name: DEDUP_SENDERS, value: /etc/dedup/senders.toml}
{{- end }}
{{- range $name, $value := $chart.Values.settings }}
  - {name: {{ $name }}, value: {{ $value | quote }}}
{{- end }}
{{- with $chart.Values.secretsOfSenders }}
envFrom:
{{- range . }}
  - secretRef: {name: {{ . }}}
{{- end }}
{{- end }}
startupProbe: # an index that is far behind is brought in step first
  httpGet: {path: /healthz, port: http}
  periodSeconds: 5
  failureThreshold: 60
livenessProbe:
  httpGet: {path: /healthz, port: http}
  timeoutSeconds: 5
readinessProbe:
  httpGet: {path: /readyz, port: http}
  periodSeconds: 5
  timeoutSeconds: 5
resources: {{- toYaml .resources | nindent 2 }}
{{ include "dedup.confined" $chart }}
{{- end }}
