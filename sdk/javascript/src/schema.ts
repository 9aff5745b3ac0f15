/** Made by `npm run generate` of the server's OpenAPI document: not to be changed by hand. */

export interface paths {
    "/api/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's exports, newest first
         * @description The project's exports, newest first; with `stale=true` those that hold something that was deleted since.
         */
        get: operations["exports_list"];
        put?: never;
        /**
         * Request an export
         * @description Request an export. It holds the rows that are stored at this moment; follow `Location` to watch it.
         */
        post: operations["exports_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * State and progress of one export
         * @description State and progress of one export.
         */
        get: operations["exports_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a running export now and remove what it wrote
         * @description End a running export now and remove what it wrote; 409 when it has ended already.
         */
        post: operations["exports_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/{id}/download": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The export's only data file
         * @description The export's only data file. HEAD and ranges work, so a download that was cut goes on where it ended.
         */
        get: operations["exports_download"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The export as it goes on, every second
         * @description The export as it goes on, every second; the stream ends with the export, or after 30 seconds, for the client to come again.
         */
        get: operations["exports_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/{id}/files/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One file of an export, by its name
         * @description One file of an export, by its name.
         */
        get: operations["exports_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/{id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Links to files that work for a short time without a key, and only as long as the key that asked may read exports
         * @description Links to files that work for a short time without a key, and only as long as the key that asked may read exports.
         */
        post: operations["exports_links"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/{id}/manifest": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * `manifest.json`
         * @description `manifest.json`: the question and every file with rows, bytes, SHA-256 and keys; its signature is `files/manifest.json.sig`.
         */
        get: operations["exports_manifest"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/{id}/rejects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * `rejects.jsonl` of a training export
         * @description `rejects.jsonl` of a training export: each row that was kept out, with the rule that it breaks, where, and why.
         */
        get: operations["exports_rejects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/{id}/removed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What stands in the files of this export and was deleted since
         * @description What stands in the files of this export and was deleted since: request it again, and the new files are without it.
         */
        get: operations["exports_removed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run an export again that failed or was cancelled
         * @description Run an export again that failed or was cancelled: the same question about the same moment; 409 for any other.
         */
        post: operations["exports_retry"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/destinations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's destinations, newest first
         * @description The project's destinations, newest first.
         */
        get: operations["destinations_list"];
        put?: never;
        /**
         * Keep a place that exports can go to
         * @description Keep a place that exports can go to. Its secrets are sealed and never shown again.
         */
        post: operations["destinations_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/destinations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One destination
         * @description One destination.
         */
        get: operations["destinations_retrieve"];
        put?: never;
        post?: never;
        /**
         * Forget it and its secrets
         * @description Forget it and its secrets; what lies there stays. 409 while an export is on its way there, or a schedule names it.
         */
        delete: operations["destinations_delete"];
        options?: never;
        head?: never;
        /**
         * Change what the body names
         * @description Change what the body names. Another address needs the secrets again; settings stay while exports are on their way there (409).
         */
        patch: operations["destinations_update"];
        trace?: never;
    };
    "/api/exports/destinations/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write a small file there and remove it (over HTTP it stays)
         * @description Write a small file there and remove it (over HTTP it stays). `test` says whether it worked, and if not what to mend.
         */
        post: operations["destinations_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/formats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Resources with their fields, formats, compressions, options and limits
         * @description Resources with their fields, formats, compressions, options and limits: everything that a client can choose from.
         */
        get: operations["exports_formats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/links/{token}/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The file that a signed link opens
         * @description The file that a signed link opens. No key is needed; 410 `link_expired` or `link_revoked` when the link is dead.
         */
        get: operations["exports_link"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What an export of this body would be
         * @description What an export of this body would be: rows, bytes, seconds, columns, and the first rows. Nothing is stored.
         */
        post: operations["exports_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/schedules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's schedules, newest first
         * @description The project's schedules, newest first.
         */
        get: operations["schedules_list"];
        put?: never;
        /**
         * Keep an export that repeats
         * @description Keep an export that repeats; its first run is at its next slot.
         */
        post: operations["schedules_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/schedules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One schedule with its next five moments
         * @description One schedule with its next five moments.
         */
        get: operations["schedules_retrieve"];
        put?: never;
        post?: never;
        /**
         * No more runs
         * @description No more runs. The exports that it made stay.
         */
        delete: operations["schedules_delete"];
        options?: never;
        head?: never;
        /**
         * Change what the body names
         * @description Change what the body names. Another window, resource or filter starts over with all rows.
         */
        patch: operations["schedules_update"];
        trace?: never;
    };
    "/api/exports/schedules/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * No more runs until it is resumed
         * @description No more runs until it is resumed; an export that is under way goes on.
         */
        post: operations["schedules_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/schedules/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * On with the next slot
         * @description On with the next slot; what a window has missed is in its next run.
         */
        post: operations["schedules_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/schedules/{id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run it now, paused or not
         * @description Run it now, paused or not; 409 while an export of it has not ended.
         */
        post: operations["schedules_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/exports/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The rows at once, as they are stored now, without a job
         * @description The rows at once, as they are stored now, without a job: the keys of POST /api/exports as query parameters.
         *
         *     The first rows come at once and memory stays flat. When something fails on the way, the connection breaks, so that a part is
         *     never taken for the whole. 503 `too_many_streams` when the server has no place for another one; 429 and 422 by the limits of the
         *     caller's tier.
         */
        get: operations["exports_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Your keys, or as an admin all of the project, by their prefixes
         * @description Your keys, or as an admin all of the project, by their prefixes.
         */
        get: operations["api_keys_list"];
        put?: never;
        /**
         * Make a key
         * @description Make a key. The answer is the only place where it is ever shown.
         */
        post: operations["api_keys_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/api-keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One key, without its secret
         * @description One key, without its secret.
         */
        get: operations["api_keys_retrieve"];
        put?: never;
        post?: never;
        /**
         * Revoke a key, at once and for good
         * @description Revoke a key, at once and for good. It stays in the list.
         */
        delete: operations["api_keys_revoke"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/api-keys/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a key in the place of an old one, which works on for a while
         * @description Make a key in the place of an old one, which works on for a while; then only the new one does.
         */
        post: operations["api_keys_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * New tokens for a refresh token, which then no longer works
         * @description New tokens for a refresh token, which then no longer works.
         */
        post: operations["auth_refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/auth/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Obtain tokens with name and password
         * @description Obtain tokens with name and password. They are for one project.
         */
        post: operations["auth_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/auth/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * 204 when the token is ours and has not expired
         * @description 204 when the token is ours and has not expired; 401 when not.
         */
        post: operations["auth_verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/batch": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Do up to 1,000 operations, in order, each with its own outcome
         * @description Do up to 1,000 operations, in order, each with its own outcome; with `atomic` all or nothing (422 `batch_rolled_back`).
         *
         *     With `background` the answer is 202 at once; follow `Location`. Each operation needs the scope that its own call would; without
         *     it its entry is 403, and the others are done.
         */
        post: operations["batch_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/batch/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far a batch in the background has come, and once it has ended, its results
         * @description How far a batch in the background has come, and once it has ended, its results. It is kept for 7 days.
         */
        get: operations["batch_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/callbacks/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether the project has a secret that signs its callbacks, and since when
         * @description Whether the project has a secret that signs its callbacks, and since when.
         */
        get: operations["callbacks_secret_retrieve"];
        put?: never;
        /**
         * Make the secret, or a new one in its place
         * @description Make the secret, or a new one in its place: the answer alone shows it. The one before signs beside it for 24 hours.
         */
        post: operations["callbacks_secret_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/datasets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's datasets, newest first
         * @description The project's datasets, newest first.
         */
        get: operations["datasets_list"];
        put?: never;
        /**
         * Make a dataset, still without examples
         * @description Make a dataset, still without examples.
         */
        post: operations["datasets_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/datasets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One dataset, and what waits in its draft
         * @description One dataset, and what waits in its draft.
         */
        get: operations["datasets_retrieve"];
        put?: never;
        post?: never;
        /**
         * Delete a dataset with all its versions
         * @description Delete a dataset with all its versions. 409 while a suite names it. Evaluations of it stay, with what their results hold.
         */
        delete: operations["datasets_destroy"];
        options?: never;
        head?: never;
        /**
         * Change name, description or both
         * @description Change name, description or both.
         */
        patch: operations["datasets_update"];
        trace?: never;
    };
    "/api/external/datasets/{id}/examples": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The examples of a version, newest first
         * @description The examples of a version, newest first.
         */
        get: operations["datasets_examples"];
        put?: never;
        /**
         * Put up to 1,000 examples in and take others out, as one new version
         * @description Put up to 1,000 examples in and take others out, as one new version; all of it or nothing.
         *
         *     The same `external_id` with the same content changes nothing, and where nothing has changed there is no new version.
         */
        post: operations["datasets_change"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/datasets/{id}/examples/{example}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One example, of whichever version
         * @description One example, of whichever version.
         */
        get: operations["datasets_example"];
        put?: never;
        post?: never;
        /**
         * Take one example out, as a new version
         * @description Take one example out, as a new version. Earlier versions keep it.
         */
        delete: operations["datasets_remove_example"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/datasets/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put the rows of a file in, as one new version
         * @description Put the rows of a file in, as one new version: JSONL, JSON, CSV or Parquet, as the body or as a form's file. All or none.
         *
         *     Problems name the line, such as `/lines/7/input`, up to 100 of them.
         */
        post: operations["datasets_add_file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/datasets/{id}/from-traces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make examples of traces, as one new version
         * @description Make examples of traces, as one new version: their input, and their reference or output. Up to 100,000, the newest.
         *
         *     An example has its trace's id as `external_id` and, beside the trace's metadata, `trace_id`.
         */
        post: operations["datasets_from_traces"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/datasets/{id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The versions of a dataset, newest first
         * @description The versions of a dataset, newest first. A version never changes.
         */
        get: operations["datasets_versions"];
        put?: never;
        /**
         * Publish the draft as the next version
         * @description Publish the draft as the next version. 409 when nothing has changed since the last one.
         */
        post: operations["datasets_publish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/evaluations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's evaluations, newest first
         * @description The project's evaluations, newest first.
         */
        get: operations["evaluations_list"];
        put?: never;
        /**
         * Request an evaluation
         * @description Request an evaluation: of traces, of outputs that you send, or of an endpoint that the server asks. Follow `Location`.
         */
        post: operations["evaluations_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/evaluations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One evaluation with its progress, and once it is completed its summary
         * @description One evaluation with its progress, and once it is completed its summary.
         */
        get: operations["evaluations_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/evaluations/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End an evaluation now
         * @description End an evaluation now. What is scored stays.
         */
        post: operations["evaluations_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/evaluations/{id}/compare": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Compare with any other evaluation
         * @description Compare with any other evaluation: verdict, statistics, and the examples that changed most.
         *
         *     By the rules of the evaluation's gate; without rules each metric is asked for a regression.
         */
        get: operations["evaluations_compare"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/evaluations/{id}/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say that all outputs are sent
         * @description Say that all outputs are sent. Examples without one become errored (`no_output`), and the evaluation completes.
         */
        post: operations["evaluations_finish"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/evaluations/{id}/outputs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send up to 1,000 outputs, idempotent by example and repeat
         * @description Send up to 1,000 outputs, idempotent by example and repeat. The evaluation completes when every example has its output.
         *
         *     200 when all are in, 207 when some are, 422 when none is; an output that differs from one that is scored is a `conflict`.
         */
        post: operations["evaluations_add_outputs"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/evaluations/{id}/report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The report
         * @description The report: JSON, Markdown, JUnit XML or an HTML page, by `format` or by `Accept`.
         *
         *     The JSON has a published schema: `/api/external/schemas/evaluation-report`.
         */
        get: operations["evaluations_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/evaluations/{id}/results": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The results of an evaluation, newest first
         * @description The results of an evaluation, newest first; with `worst` those with the worst values of a metric, the worst first.
         */
        get: operations["evaluations_results"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * 200 when the database answers within two seconds, else 503
         * @description 200 when the database answers within two seconds, else 503.
         */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/models": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The models that are known, with what they can do and cost
         * @description The models that are known, with what they can do and cost: the latest entry first.
         */
        get: operations["models_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/models/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One model
         * @description One model.
         */
        get: operations["models_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/otlp/v1/traces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send spans
         * @description Send spans: an ExportTraceServiceRequest of OTLP 1, in protobuf or in OTLP's JSON, plain or gzip, up to 20 MiB unpacked.
         *
         *     The spans of one trace may come in several calls, in any order, and twice. 200 when they are in; `partialSuccess` counts those that
         *     cannot be stored. Send again after 429 and 503 only. The failure of a call in protobuf is a google.rpc.Status in protobuf.
         */
        post: operations["otlp_traces_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/schemas/evaluation-report": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The JSON Schema of the report of an evaluation
         * @description The JSON Schema of the report of an evaluation.
         */
        get: operations["evaluation_report_schema"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/suites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's suites, newest first
         * @description The project's suites, newest first.
         */
        get: operations["suites_list"];
        put?: never;
        /**
         * Keep a suite
         * @description Keep a suite. One with an endpoint or a judge needs `evaluations:write` too; keys are sealed and never shown again.
         */
        post: operations["suites_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/suites/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One suite, without its keys
         * @description One suite, without its keys.
         */
        get: operations["suites_retrieve"];
        put?: never;
        post?: never;
        /**
         * Delete a suite with its waivers
         * @description Delete a suite with its waivers. Its evaluations stay, and are no baselines of a branch any more.
         */
        delete: operations["suites_destroy"];
        options?: never;
        head?: never;
        /**
         * Change what the body names
         * @description Change what the body names. A key stays unless another one or null is sent; another address needs it again.
         */
        patch: operations["suites_update"];
        trace?: never;
    };
    "/api/external/suites/{id}/waivers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The waivers of a suite, newest first, those that have run out too
         * @description The waivers of a suite, newest first, those that have run out too.
         */
        get: operations["suites_waivers"];
        put?: never;
        /**
         * Let a failing metric pass until a time
         * @description Let a failing metric pass until a time; who calls is who gave it. It never stands in for a missing verdict.
         */
        post: operations["suites_add_waiver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/suites/{id}/waivers/{waiver}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a waiver before its time
         * @description End a waiver before its time. Verdicts that it changed stay as they are.
         */
        delete: operations["suites_remove_waiver"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/traces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's traces without their spans, newest first
         * @description The project's traces without their spans, newest first.
         */
        get: operations["traces_list"];
        put?: never;
        /**
         * Send one trace or a list of up to 1,000
         * @description Send one trace or a list of up to 1,000. The same `external_id` again replaces the trace.
         *
         *     200 when all are in, 207 when some are, 422 when none is; `results` has one entry for each, in order.
         */
        post: operations["traces_create"];
        /**
         * Delete all traces of one user with their spans and scores, for good
         * @description Delete all traces of one user with their spans and scores, for good. Exports that hold one of them become stale.
         */
        delete: operations["traces_destroy_of_user"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/traces/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One trace with its spans
         * @description One trace with its spans.
         */
        get: operations["traces_retrieve"];
        put?: never;
        post?: never;
        /**
         * Delete one trace with its spans and scores, for good
         * @description Delete one trace with its spans and scores, for good.
         */
        delete: operations["traces_destroy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/traces/{id}/exports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The training exports whose files hold a row of this trace or span, newest first
         * @description The training exports whose files hold a row of this trace or span, newest first; also when it was deleted, or they expired.
         */
        get: operations["traces_exports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/traces/{id}/scores": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add one score or a list of them
         * @description Add one score or a list of them; all go in, or none. One of the same name and source replaces the old one.
         *
         *     The answer holds all scores of the trace as they are then.
         */
        post: operations["traces_add_scores"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/external/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's calls by hour or day, of all its keys and people, and the quota of the caller itself
         * @description The project's calls by hour or day, of all its keys and people, and the quota of the caller itself.
         *
         *     Hours and days without calls have no point. Points are at most some ten seconds behind; `as_of` says how far they go.
         */
        get: operations["usage_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's connections, newest first
         * @description The project's connections, newest first.
         */
        get: operations["connections_list"];
        put?: never;
        /**
         * Connect repositories, or a sender of one's own
         * @description Connect repositories, or a sender of one's own. The answer alone shows the secret; `path` says where to deliver.
         */
        post: operations["connections_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/connections/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One connection, and how its last calls went
         * @description One connection, and how its last calls went.
         */
        get: operations["connections_retrieve"];
        put?: never;
        post?: never;
        /**
         * Forget it and its secrets
         * @description Forget it and its secrets. Its receipts and runs stay; runs under way are no longer told to the provider.
         */
        delete: operations["connections_delete"];
        options?: never;
        head?: never;
        /**
         * Change what the body names
         * @description Change what the body names. What the provider could not be told before is tried again.
         */
        patch: operations["connections_update"];
        trace?: never;
    };
    "/api/integrations/connections/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A new secret, shown this once
         * @description A new secret, shown this once; the one before is taken too, for 24 hours.
         */
        post: operations["connections_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/connections/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask the provider's API for the connection's first repositories
         * @description Ask the provider's API for the connection's first repositories; `error_code` is empty when all can be seen.
         */
        post: operations["connections_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was sent to the project's endpoints, or waits to be
         * @description What was sent to the project's endpoints, or waits to be; newest first.
         */
        get: operations["deliveries_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/deliveries/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One delivery with its payload and all its attempts
         * @description One delivery with its payload and all its attempts.
         */
        get: operations["deliveries_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/deliveries/{id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send the event once more, as a new delivery
         * @description Send the event once more, as a new delivery; one that waits for its next attempt is tried at once.
         */
        post: operations["deliveries_redeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's endpoints, newest first
         * @description The project's endpoints, newest first.
         */
        get: operations["endpoints_list"];
        put?: never;
        /**
         * Have the project's events sent to an address
         * @description Have the project's events sent to an address. The answer alone shows the secret that signs them.
         */
        post: operations["endpoints_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One endpoint, and how it fares
         * @description One endpoint, and how it fares.
         */
        get: operations["endpoints_retrieve"];
        put?: never;
        post?: never;
        /**
         * Forget it and its secrets
         * @description Forget it and its secrets. What waits for it is not sent; its deliveries stay in the history.
         */
        delete: operations["endpoints_delete"];
        options?: never;
        head?: never;
        /**
         * Change what the body names, or pause it, or make it active again
         * @description Change what the body names, or pause it, or make it active again: then what waited is sent.
         */
        patch: operations["endpoints_update"];
        trace?: never;
    };
    "/api/integrations/endpoints/{id}/recover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send all events since a time that it should have had and has not
         * @description Send all events since a time that it should have had and has not; the oldest first, 10,000 at once.
         */
        post: operations["endpoints_recover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/endpoints/{id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign with a new secret
         * @description Sign with a new secret; the answer alone shows it. The former one signs beside it for a day, or as long as the body says.
         */
        post: operations["endpoints_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/endpoints/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send it an event `endpoint.test`
         * @description Send it an event `endpoint.test`; follow `Location` to see what came of it.
         */
        post: operations["endpoints_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/event-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All types of events, with the JSON Schema of the payload and an example of the message
         * @description All types of events, with the JSON Schema of the payload and an example of the message.
         */
        get: operations["event_types_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's events in order
         * @description The project's events in order. Who goes on from `after` misses none, also of those that are written at the same time.
         */
        get: operations["events_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the project received, newest first, without the bodies
         * @description What the project received, newest first, without the bodies.
         */
        get: operations["receipts_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/receipts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One receipt
         * @description One receipt: headers, body, why it was ignored or has failed, and what it started.
         */
        get: operations["receipts_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/receipts/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Process it once more, as the connection is now
         * @description Process it once more, as the connection is now; a commit that was evaluated is evaluated again.
         */
        post: operations["receipts_replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's runs, newest first
         * @description The project's runs, newest first.
         */
        get: operations["runs_list"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/runs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One run
         * @description One run: its suites, their verdicts, and how far the provider has been told.
         */
        get: operations["runs_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/runs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a run and its evaluations now
         * @description End a run and its evaluations now.
         */
        post: operations["runs_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/runs/{id}/rerun": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Evaluate the same commit once more, as a run of its own
         * @description Evaluate the same commit once more, as a run of its own.
         */
        post: operations["runs_rerun"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Each connection, endpoint and queue
         * @description Each connection, endpoint and queue: its health, last success, last failure and the reason, and what waits.
         */
        get: operations["integrations_status"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/trigger": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start the evaluation of a suite, or (with exports:write) an export
         * @description Start the evaluation of a suite, or (with exports:write) an export; with an Idempotency-Key once. Follow `Location`.
         */
        post: operations["trigger"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/trigger/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start what a generic connection's template says
         * @description Start what a generic connection's template says: `{"variables": {…}}`, signed as Standard Webhooks has it.
         */
        post: operations["trigger_signed"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/webhooks/github": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver a webhook of GitHub, for every connection that names its repository and whose secret signed it
         * @description Deliver a webhook of GitHub, for every connection that names its repository and whose secret signed it.
         */
        post: operations["webhooks_github"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/webhooks/github/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver a webhook of GitHub to one connection
         * @description Deliver a webhook of GitHub to one connection.
         */
        post: operations["webhooks_github_connection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/webhooks/gitlab": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver a webhook of GitLab, for every connection that names its project and whose secret came with it
         * @description Deliver a webhook of GitLab, for every connection that names its project and whose secret came with it.
         */
        post: operations["webhooks_gitlab"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/integrations/webhooks/gitlab/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver a webhook of GitLab to one connection
         * @description Deliver a webhook of GitLab to one connection.
         */
        post: operations["webhooks_gitlab_connection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The project's jobs of all kinds, newest first, without their results
         * @description The project's jobs of all kinds, newest first, without their results.
         */
        get: operations["jobs_list"];
        put?: never;
        /**
         * Request an export, an analysis or a cleanup
         * @description Request an export, an analysis or a cleanup; follow `Location` to watch it. Each needs the scope of what it does too.
         */
        post: operations["jobs_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * State, progress and result of one job
         * @description State, progress and result of one job.
         */
        get: operations["jobs_retrieve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a job now
         * @description End a job now; 409 when it has ended already. What a cleanup has deleted stays deleted.
         */
        post: operations["jobs_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/jobs/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the project's jobs fare
         * @description How the project's jobs fare: durations, rates, queues, memory, time in the database. Computed from their rows.
         */
        get: operations["jobs_metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Accepted: {
            /** @description one for each connection whose secret signed it */
            receipts: string[];
            /** @description it was here before, so nothing is done */
            repeated: boolean;
        };
        /** @description One of the three. */
        AnswerSourceRequest: {
            /** @description a filter; {} takes all */
            traces?: {
                [key: string]: unknown;
            };
            /** @description those at hand; [] when all come later */
            outputs?: {
                [key: string]: unknown;
            }[];
            /** @description url, model, key, params, system, template, concurrency, max_attempts, timeout_seconds, prices, budget */
            endpoint?: {
                [key: string]: unknown;
            };
        };
        ApiKey: {
            /** Format: uuid */
            readonly id: string;
            readonly prefix: string;
            /** @description A free-form name for the API key. Need not be unique. 50 characters max. */
            name: string;
            readonly state: string;
            scopes: string[];
            tier: string;
            owner: string | null;
            networks: string[];
            note: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            expires_at: string | null;
            /** Format: date-time */
            readonly last_used_at: string | null;
            readonly rotated_from: string;
        };
        ApiKeyMade: {
            /** @description shown this once */
            key: string;
            details: components["schemas"]["ApiKey"];
        };
        ApiKeyPage: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            /** @description only where `total=estimate` asks for it */
            total?: {
                value: number;
                /** @description false where this page holds all there is */
                is_estimate: boolean;
            };
            results: components["schemas"]["ApiKey"][];
        };
        ApiKeyRequest: {
            name: string;
            scopes: components["schemas"]["Scope"][];
            /** Format: date-time */
            expires_at?: string | null;
            /** @description from where alone it works */
            networks?: string[] | null;
            note?: string | null;
            /** @description belongs to the project and outlives its maker's membership; only for the role admin */
            service?: boolean | null;
        };
        ApiKeyRotationRequest: {
            /** @description a day when nothing is said */
            overlap_seconds?: number;
        };
        /** @description One try. `finished_at` is null while it is under way. */
        Attempt: {
            number: number;
            /** Format: date-time */
            started_at: string;
            /** Format: date-time */
            finished_at: string | null;
            /** @description of the answer; null when there was none */
            status: number | null;
            /** @description what it failed with; empty when it succeeded */
            code: string;
            message: string;
            /** @description the first kilobyte of the answer's body */
            answer: string;
        };
        Batch: {
            /** Format: uuid */
            id: string;
            state: components["schemas"]["BatchStateEnum"];
            atomic: boolean;
            total: number;
            done: number;
            failed: number;
            error: components["schemas"]["BatchError"] | null;
            callback: components["schemas"]["BatchCallback"] | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            finished_at: string | null;
            /** @description once it has ended */
            results: components["schemas"]["BatchResult"][] | null;
        };
        BatchCallback: {
            url: string;
            /** @description waiting, delivered or failed */
            state: string;
            attempts: number;
            /** Format: date-time */
            next_at: string | null;
            /** @description why the last attempt failed */
            error: string;
        };
        BatchDone: {
            total: number;
            failed: number;
            results: components["schemas"]["BatchResult"][];
        };
        BatchError: {
            code: string;
            message: string;
        };
        BatchOperationRequest: {
            op: components["schemas"]["OpEnum"];
            /**
             * Format: uuid
             * @description of the trace or the example that is meant
             */
            id?: string;
            /** @description the same by your own id; one of the two */
            external_id?: string;
            /** @description of operations on examples: id or name */
            dataset?: string;
            /** @description of operations on examples: whether the change becomes a version at once; true when nothing is said */
            publish?: boolean;
            /**
             * Format: uuid
             * @description of results.create
             */
            evaluation?: string;
            /** @description what the call of its own would have: a trace, a score or a list of scores, an example, an output */
            body?: unknown;
        };
        BatchRequest: {
            /** @description 1 to 1,000, or what the tier allows */
            operations: components["schemas"]["BatchOperationRequest"][];
            /** @description all or nothing */
            atomic?: boolean;
            /** @description answer 202 at once */
            background?: boolean;
            /**
             * Format: uri
             * @description told when a batch in the background has ended
             */
            callback_url?: string | null;
        };
        BatchResult: {
            /** @description the operation's place */
            index: number;
            /** @description as its own call would have been answered */
            status: number;
            /** @description not to those who may not do this operation themselves */
            body?: unknown;
            /** @description RFC 9457, from status 400 on; pointers lead into this request */
            problem?: {
                [key: string]: unknown;
            };
        };
        /** @enum {string} */
        BatchStateEnum: "queued" | "running" | "completed" | "failed";
        /** @enum {string} */
        BrokerEnum: "redis" | "memory";
        CallbackSecret: {
            exists: boolean;
            /** Format: date-time */
            changed_at: string | null;
            /**
             * Format: date-time
             * @description until when the one before it signs beside it
             */
            previous_until: string | null;
        };
        CallbackSecretMade: {
            exists: boolean;
            /** Format: date-time */
            changed_at: string | null;
            /**
             * Format: date-time
             * @description until when the one before it signs beside it
             */
            previous_until: string | null;
            /** @description whsec_…, shown this once */
            secret: string;
        };
        Check: {
            /** Format: uuid */
            suite: string | null;
            /** @description of the suite */
            name: string;
            /** Format: uuid */
            evaluation: string | null;
            /** @description the first of the paths that touch the suite */
            touched_by: string[];
            is_open: boolean;
            /** @description pass, fail, no_verdict; empty while there is none */
            verdict: string;
            /** @description pass, fail, no_verdict; empty while there is none */
            counts_as: string;
            /** @description code */
            reason: string;
            message: string;
        };
        ChosenScorer: {
            name: string;
            params: {
                [key: string]: unknown;
            };
            /** @description the name of its metric */
            as: string;
        };
        ChosenScorerRequest: {
            name: string;
            params?: {
                [key: string]: unknown;
            };
            /** @description the name of its metric */
            as?: string;
        };
        Commit: {
            repository: string;
            sha: string;
            branch: string;
            pull_request: number | null;
        };
        CommitRequest: {
            repository?: string;
            sha?: string;
            branch?: string;
            pull_request?: number | null;
        };
        /** @description A connection; of its secrets only whether they are set. */
        Connection: {
            /** Format: uuid */
            readonly id: string;
            name: string;
            kind: components["schemas"]["ConnectionKind"];
            state: components["schemas"]["ConnectionState"];
            /** @description of the provider's API */
            base_url: string;
            /** @description owner/name, in lower case */
            repositories: string[];
            readonly suites: string[];
            /** @description what sets evaluations off */
            triggers: string[];
            /** @description globs of branches that are pushed to; none: the default one */
            branches: string[];
            /** @description under which name a commit is told of its verdict */
            status_name: string;
            /** @description GitHub: of an App, whose private key is the token then */
            app_id: string;
            installation_id: string;
            template: {
                [key: string]: unknown;
            } | null;
            readonly has_token: boolean;
            /** Format: date-time */
            former_until: string | null;
            readonly path: string;
            /**
             * Format: date-time
             * @description the last delivery
             */
            received_at: string | null;
            /**
             * Format: date-time
             * @description when the provider last took what we told it
             */
            told_at: string | null;
            /**
             * Format: date-time
             * @description the last failure of a call
             */
            failed_at: string | null;
            /** @description of the last call; empty when it succeeded */
            error_code: string;
            error_message: string;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** @description What is to change; what is left out, or null, stays. A new `secret` overlaps with the one before for a day. */
        ConnectionChange: {
            /** @description unique in the project */
            name?: string | null;
            state?: components["schemas"]["ConnectionState"] | components["schemas"]["NullEnum"];
            /** @description of the API; another one needs the token again */
            base_url?: string | null;
            /** @description as owner/name */
            repositories?: string[] | null;
            /** @description ids or names; [] is all of the project */
            suites?: string[] | null;
            /** @description what is evaluated */
            triggers?: ("push" | "pull_request" | "tag" | "release" | "pipeline")[] | null;
            /** @description globs of branches whose pushes are evaluated; [] the default one */
            branches?: string[] | null;
            /** @description of the commit's status; no two connections share one on the same repository */
            status_name?: string | null;
            /** @description GitHub: id or client id of an App */
            app_id?: string | null;
            /** @description of that App */
            installation_id?: string | null;
            /** @description what the API is called with; of an App its private key as PEM; an empty one takes away what is there */
            token?: string | null;
            /** @description what signs deliveries */
            secret?: string | null;
            /** @description generic: {"evaluation": {…}} or {"export": {…}}, with {{variables}} in its texts */
            template?: {
                [key: string]: unknown;
            } | null;
        };
        /** @enum {string} */
        ConnectionKind: "github" | "gitlab" | "generic";
        /** @description A connection with its secret, which is shown this once. */
        ConnectionMade: {
            /** Format: uuid */
            readonly id: string;
            name: string;
            kind: components["schemas"]["ConnectionKind"];
            state: components["schemas"]["ConnectionState"];
            /** @description of the provider's API */
            base_url: string;
            /** @description owner/name, in lower case */
            repositories: string[];
            readonly suites: string[];
            /** @description what sets evaluations off */
            triggers: string[];
            /** @description globs of branches that are pushed to; none: the default one */
            branches: string[];
            /** @description under which name a commit is told of its verdict */
            status_name: string;
            /** @description GitHub: of an App, whose private key is the token then */
            app_id: string;
            installation_id: string;
            template: {
                [key: string]: unknown;
            } | null;
            readonly has_token: boolean;
            /** Format: date-time */
            former_until: string | null;
            readonly path: string;
            /**
             * Format: date-time
             * @description the last delivery
             */
            received_at: string | null;
            /**
             * Format: date-time
             * @description when the provider last took what we told it
             */
            told_at: string | null;
            /**
             * Format: date-time
             * @description the last failure of a call
             */
            failed_at: string | null;
            /** @description of the last call; empty when it succeeded */
            error_code: string;
            error_message: string;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            updated_at: string;
            readonly secret: string;
        };
        ConnectionPage: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            /** @description only where `total=estimate` asks for it */
            total?: {
                value: number;
                /** @description false where this page holds all there is */
                is_estimate: boolean;
            };
            results: components["schemas"]["Connection"][];
        };
        /** @description A connection to a provider of repositories, or to whoever signs as Standard Webhooks has it. Without a secret one is made. */
        ConnectionRequest: {
            /** @description unique in the project */
            name: string;
            state?: components["schemas"]["ConnectionState"] | components["schemas"]["NullEnum"];
            /** @description of the API; another one needs the token again */
            base_url?: string | null;
            /** @description as owner/name */
            repositories?: string[] | null;
            /** @description ids or names; [] is all of the project */
            suites?: string[] | null;
            /** @description what is evaluated */
            triggers?: ("push" | "pull_request" | "tag" | "release" | "pipeline")[] | null;
            /** @description globs of branches whose pushes are evaluated; [] the default one */
            branches?: string[] | null;
            /** @description of the commit's status; no two connections share one on the same repository */
            status_name?: string | null;
            /** @description GitHub: id or client id of an App */
            app_id?: string | null;
            /** @description of that App */
            installation_id?: string | null;
            /** @description what the API is called with; of an App its private key as PEM; an empty one takes away what is there */
            token?: string | null;
            /** @description what signs deliveries */
            secret?: string | null;
            /** @description generic: {"evaluation": {…}} or {"export": {…}}, with {{variables}} in its texts */
            template?: {
                [key: string]: unknown;
            } | null;
            kind: components["schemas"]["ConnectionKind"];
        };
        /** @enum {string} */
        ConnectionState: "active" | "paused";
        CredentialsRequest: {
            username: string;
            password: string;
            /** @description its slug; may be left out by members of one project only */
            project?: string;
        };
        /** @enum {string} */
        DatabaseEnum: "ok" | "unavailable";
        Dataset: {
            /** Format: uuid */
            readonly id: string;
            name: string;
            description: string;
            /** @description 0 while none is published */
            latest_version: number;
            /** @description of the latest version */
            examples: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
        };
        DatasetChange: {
            name?: string;
            description?: string | null;
        };
        /** @description What the next version would add to the latest one, and remove; an example that changes counts in both. */
        DatasetDraft: {
            added: number;
            removed: number;
        };
        DatasetPage: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            /** @description only where `total=estimate` asks for it */
            total?: {
                value: number;
                /** @description false where this page holds all there is */
                is_estimate: boolean;
            };
            results: components["schemas"]["Dataset"][];
        };
        DatasetRequest: {
            name: string;
            description?: string | null;
        };
        DatasetVersion: {
            /** Format: uuid */
            readonly id: string;
            number: number;
            note: string;
            /** @description how many it has */
            examples: number;
            /** @description equal for equal examples */
            readonly content_hash: string;
            /** Format: date-time */
            readonly created_at: string;
        };
        DatasetVersionPage: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            /** @description only where `total=estimate` asks for it */
            total?: {
                value: number;
                /** @description false where this page holds all there is */
                is_estimate: boolean;
            };
            results: components["schemas"]["DatasetVersion"][];
        };
        DatasetVersionRequest: {
            note?: string | null;
        };
        DatasetWithDraft: {
            /** Format: uuid */
            readonly id: string;
            name: string;
            description: string;
            /** @description 0 while none is published */
            latest_version: number;
            /** @description of the latest version */
            examples: number;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
            readonly draft: components["schemas"]["DatasetDraft"];
        };
        Deleted: {
            deleted: number;
        };
        /** @description An event on its way to an endpoint. */
        Delivery: {
            /** Format: uuid */
            readonly id: string;
            /** Format: uuid */
            endpoint: string;
            /** Format: uuid */
            event: string;
            type: string;
            state: components["schemas"]["DeliveryState"];
            /** @description why it has failed: given_up, gone or endpoint_disabled; else empty */
            reason: string;
            /** @description 0, or how often before it was sent again on purpose */
            replay: number;
            /** @description made, and the one under way */
            attempts: number;
            /** Format: date-time */
            next_attempt_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            finished_at: string | null;
        };
        DeliveryPage: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            /** @description only where `total=estimate` asks for it */
            total?: {
                value: number;
                /** @description false where this page holds all there is */
                is_estimate: boolean;
            };
            results: components["schemas"]["Delivery"][];
        };
        /** @enum {string} */
        DeliveryState: "waiting" | "delivered" | "failed";
        /** @description A delivery, its payload, and each attempt with the first kilobyte of the answer. */
        DeliveryWithAttempts: {
            /** Format: uuid */
            readonly id: string;
            /** Format: uuid */
            endpoint: string;
            /** Format: uuid */
            event: string;
            type: string;
            state: components["schemas"]["DeliveryState"];
            /** @description why it has failed: given_up, gone or endpoint_disabled; else empty */
            reason: string;
            /** @description 0, or how often before it was sent again on purpose */
            replay: number;
            /** @description made, and the one under way */
            attempts: number;
            /** Format: date-time */
            next_attempt_at: string | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            finished_at: string | null;
            payload: {
                [key: string]: unknown;
            };
            readonly history: components["schemas"]["Attempt"][];
        };
        /** @description A destination; of its secrets only whether each is set. */
        Destination: {
            /** Format: uuid */
            readonly id: string;
            name: string;
            kind: components["schemas"]["DestinationKind"];
            settings: {
                [key: string]: unknown;
            };
            readonly secrets: {
                [key: string]: boolean;
            };
            readonly test: components["schemas"]["DestinationTest"] | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** @description What is to change. `settings` are replaced as a whole, of `secrets` those that are sent; null removes one. */
        DestinationChange: {
            name?: string;
            settings?: {
                [key: string]: unknown;
            } | null;
            secrets?: {
                [key: string]: string | null;
            } | null;
        };
        /** @enum {string} */
        DestinationKind: "local" | "s3" | "http";
        DestinationPage: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            /** @description only where `total=estimate` asks for it */
            total?: {
                value: number;
                /** @description false where this page holds all there is */
                is_estimate: boolean;
            };
            results: components["schemas"]["Destination"][];
        };
        /** @description A place that exports can go to. `settings` of `s3`: bucket, region, endpoint_url, addressing, key; of `http`: url, headers, key. */
        DestinationRequest: {
            /** @description unique in the project */
            name: string;
            kind: components["schemas"]["DestinationKind"];
            /** @description `key` is the template of the files' keys, {project}/{export}/{name} if empty */
            settings?: {
                [key: string]: unknown;
            } | null;
            /** @description never shown again; s3: access_key_id, secret_access_key, session_token; http: authorization */
            secrets?: {
                [key: string]: string | null;
            } | null;
        };
        DestinationTest: {
            ok: boolean;
            code: string | null;
            /** @description what failed, and how to mend it */
            message: string | null;
            /** Format: date-time */
            tested_at: string;
        };
        /** @enum {string} */
        DirectionEnum: "higher" | "lower";
        /** @description An endpoint. Of its headers only the names are shown, and of the address of a chat only the host. */
        Endpoint: {
            /** Format: uuid */
            readonly id: string;
            kind: components["schemas"]["EndpointKind"];
            description: string;
            /** @description as it is shown; of a chat without the path, which is a secret */
            url: string;
            recipients: string[];
            /** @description types of events, or * alone for all of them; GET /api/integrations/event-types lists them */
            event_types: string[];
            /** @description key of a payload: the list of values that it may have; events without the key pass */
            filter: {
                [key: string]: unknown[];
            };
            /** @description names of its own headers */
            headers: string[];
            payload_version: number;
            state: components["schemas"]["EndpointState"];
            /** @description why it is disabled: failing or gone; else empty */
            reason: string;
            /** Format: date-time */
            readonly former_secret_until: string | null;
            /**
             * Format: date-time
             * @description the first failure since the last success
             */
            failing_since: string | null;
            /** Format: date-time */
            last_success_at: string | null;
            /** Format: date-time */
            last_failure_at: string | null;
            /** @description what the last failed attempt failed with */
            last_error: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** @description What is to change. Lists and objects are replaced as a whole; another host needs the headers again. */
        EndpointChange: {
            /** @description of all kinds but e-mail */
            url?: string | null;
            /** @description of e-mail */
            recipients?: string[] | null;
            description?: string | null;
            /** @description types of events, or * alone for all of them; GET /api/integrations/event-types lists them */
            event_types?: string[] | null;
            /** @description key of a payload: the list of values that it may have; events without the key pass */
            filter?: {
                [key: string]: unknown[];
            } | null;
            /** @description sent with each message, never shown again; not for chats and e-mail */
            headers?: {
                [key: string]: string;
            } | null;
            /** @description 1 is the only one yet */
            payload_version?: number | null;
            /** @description active again after it was paused or disabled, or paused */
            state?: components["schemas"]["EndpointChangeStateEnum"] | components["schemas"]["NullEnum"];
        };
        /** @enum {string} */
        EndpointChangeStateEnum: "active" | "paused";
        /** @enum {string} */
        EndpointKind: "standard" | "slack" | "discord" | "teams" | "email";
        /** @description An endpoint with its secret, which no other answer shows. */
        EndpointMade: {
            /** Format: uuid */
            readonly id: string;
            kind: components["schemas"]["EndpointKind"];
            description: string;
            /** @description as it is shown; of a chat without the path, which is a secret */
            url: string;
            recipients: string[];
            /** @description types of events, or * alone for all of them; GET /api/integrations/event-types lists them */
            event_types: string[];
            /** @description key of a payload: the list of values that it may have; events without the key pass */
            filter: {
                [key: string]: unknown[];
            };
            /** @description names of its own headers */
            headers: string[];
            payload_version: number;
            state: components["schemas"]["EndpointState"];
            /** @description why it is disabled: failing or gone; else empty */
            reason: string;
            /** Format: date-time */
            readonly former_secret_until: string | null;
            /**
             * Format: date-time
             * @description the first failure since the last success
             */
            failing_since: string | null;
            /** Format: date-time */
            last_success_at: string | null;
            /** Format: date-time */
            last_failure_at: string | null;
            /** @description what the last failed attempt failed with */
            last_error: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
            /** @description What its messages are signed with; empty where they are not. Shown this once. */
            readonly secret: string;
        };
        EndpointPage: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            /** @description only where `total=estimate` asks for it */
            total?: {
                value: number;
                /** @description false where this page holds all there is */
                is_estimate: boolean;
            };
            results: components["schemas"]["Endpoint"][];
        };
        /** @description Where the project wants to be told of its events. */
        EndpointRequest: {
            /** @description of all kinds but e-mail */
            url?: string | null;
            /** @description of e-mail */
            recipients?: string[] | null;
            description?: string | null;
            /** @description types of events, or * alone for all of them; GET /api/integrations/event-types lists them */
            event_types?: string[] | null;
            /** @description key of a payload: the list of values that it may have; events without the key pass */
            filter?: {
                [key: string]: unknown[];
            } | null;
            /** @description sent with each message, never shown again; not for chats and e-mail */
            headers?: {
                [key: string]: string;
            } | null;
            /** @description 1 is the only one yet */
            payload_version?: number | null;
            kind: components["schemas"]["EndpointKind"];
            /** @description whsec_ and the Base64 of 24 to 64 bytes; one is made if there is none */
            secret?: string | null;
        };
        /** @enum {string} */
        EndpointState: "active" | "paused" | "disabled";
        Evaluation: {
            /** Format: uuid */
            readonly id: string;
            name: string;
            state: components["schemas"]["EvaluationStateEnum"];
            /** Format: uuid */
            suite: string | null;
            /** Format: uuid */
            dataset: string | null;
            dataset_version: number | null;
            source: components["schemas"]["EvaluationSourceEnum"];
            scorers: components["schemas"]["ChosenScorer"][];
            repeats: number;
            pair_by: string;
            cluster_by: string;
            /** @description an evaluation's id or a branch, as it was asked */
            baseline: string;
            /** Format: uuid */
            compared_with: string | null;
            readonly commit: components["schemas"]["Commit"];
            readonly progress: components["schemas"]["EvaluationProgress"];
            readonly usage: components["schemas"]["TokenUsage"];
            summary: {
                [key: string]: unknown;
            } | null;
            readonly verdict: components["schemas"]["VerdictEnum"] | components["schemas"]["NullEnum"];
            readonly error: components["schemas"]["EvaluationError"] | null;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            finished_at: string | null;
            /** @description as it was asked, without keys */
            request: {
                [key: string]: unknown;
            };
        };
        EvaluationError: {
            code: string;
            message: string;
        };
        EvaluationPage: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            /** @description only where `total=estimate` asks for it */
            total?: {
                value: number;
                /** @description false where this page holds all there is */
                is_estimate: boolean;
            };
            results: components["schemas"]["Evaluation"][];
        };
        EvaluationProgress: {
            total: number;
            /** @description scored or errored */
            done: number;
            /** @description without an answer */
            errored: number;
            /** Format: double */
            fraction: number;
            /** Format: double */
            per_second: number | null;
            /** Format: double */
            eta_seconds: number | null;
        };
        /** @description What a suite says need not be said again; what is said goes before it. */
        EvaluationRequest: {
            name?: string | null;
            /** @description id or name */
            suite?: string | null;
            /** @description id or name; of outputs and endpoints */
            dataset?: string | null;
            /** @description the latest when nothing is said */
            dataset_version?: number | null;
            scorers?: components["schemas"]["ChosenScorerRequest"][] | null;
            source?: components["schemas"]["AnswerSourceRequest"] | null;
            /** @description whom scorers with a model ask: url, key, concurrency … */
            judge?: {
                [key: string]: unknown;
            } | null;
            /** @description answers an example */
            repeats?: number | null;
            /** @description of traces: a field or a key of metadata */
            pair_by?: string | null;
            /** @description what belongs together: likewise */
            cluster_by?: string | null;
            /** @description an evaluation's id or a branch */
            baseline?: string | null;
            commit?: components["schemas"]["CommitRequest"] | null;
        };
        /** @enum {string} */
        EvaluationSourceEnum: "outputs" | "traces" | "endpoint";
        /** @enum {string} */
        EvaluationStateEnum: "queued" | "running" | "completed" | "failed" | "cancelled";
        /** @description What happened. `position` rises from event to event. */
        Event: {
            /** Format: uuid */
            readonly id: string;
            position: number;
            type: string;
            payload: {
                [key: string]: unknown;
            };
            /** Format: date-time */
            readonly created_at: string;
        };
        EventType: {
            type: string;
            description: string;
            /** @description JSON Schema of the payload, which a message has under `data` */
            schema: {
                [key: string]: unknown;
            };
            /** @description a message of the kind standard, as it is sent */
            example: {
                [key: string]: unknown;
            };
        };
        EventTypes: {
            results: components["schemas"]["EventType"][];
        };
        Events: {
            results: components["schemas"]["Event"][];
            /** @description what to send as `after` the next time, also when there was nothing new */
            after: string;
            /** @description there is more at once */
            has_more: boolean;
        };
        Example: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            dataset_id: string;
            dataset: string;
            external_id: string;
            /** @description any JSON value */
            input: unknown;
            /** @description any JSON value */
            reference: unknown;
            metadata: {
                [key: string]: unknown;
            };
            split: string;
            /** @description the first version that has it */
            added_in: number;
            /** @description the first version that no longer has it */
            removed_in: number | null;
            /** @description whether the latest version has it */
            current: boolean;
            /** Format: date-time */
            created_at: string;
        };
        ExamplePage: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            results: components["schemas"]["Example"][];
        };
        ExampleRequest: {
            /** @description the same id again is the same example; by default made of the content */
            external_id?: string | null;
            /** @description any JSON value */
            input: unknown;
            /** @description any JSON value */
            reference?: unknown;
            metadata?: {
                [key: string]: unknown;
            } | null;
            split?: string | null;
        };
        /** @description What became of the examples that were sent, and how many were removed. */
        ExamplesChanged: {
            created: number;
            replaced: number;
            unchanged: number;
            removed: number;
            /** @description the one that was made; null where nothing has changed, or is left in the draft */
            version: components["schemas"]["DatasetVersion"] | null;
        };
        ExamplesFromTracesRequest: {
            /** @description of traces; {} takes all */
            filter?: {
                [key: string]: unknown;
            } | null;
            /** @description only the newest so many */
            limit?: number | null;
            /** @description of the trace, which is the example's reference */
            reference?: components["schemas"]["ReferenceEnum"] | null;
            /**
             * @description false leaves the change in the draft
             * @default true
             */
            publish?: boolean | null;
            note?: string | null;
        };
        ExamplesRequest: {
            examples?: components["schemas"]["ExampleRequest"][] | null;
            /** @description ids of examples */
            remove?: string[] | null;
            /** @description true removes what is not among `examples` */
            replace?: boolean | null;
            /**
             * @description false leaves the change in the draft
             * @default true
             */
            publish?: boolean | null;
            note?: string | null;
        };
        /** @description An export: its state, how far it is, and its files once it is complete. */
        Export: {
            /** Format: uuid */
            readonly id: string;
            resource: string;
            state: components["schemas"]["JobState"];
            readonly progress: components["schemas"]["ExportProgress"];
            readonly files: components["schemas"]["ExportFile"][];
            readonly companions: components["schemas"]["ExportCompanion"][];
            /** @description rows that were kept out because they break a rule of the target; of records none */
            rejected: number;
            readonly error: components["schemas"]["Failure"] | null;
            /** Format: date-time */
            cutoff: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            finished_at: string | null;
            /**
             * Format: date-time
             * @description when the files of a completed export are removed
             */
            expires_at: string | null;
            /**
             * Format: date-time
             * @description when it was seen that a trace in its files was deleted: make it again without
             */
            stale_at: string | null;
            readonly request: {
                [key: string]: unknown;
            };
            /** Format: uuid */
            schedule: string | null;
            /**
             * Format: date-time
             * @description the moment at which its schedule was due
             */
            slot: string | null;
            readonly window: components["schemas"]["ExportWindow"] | null;
            /** @description what its schedule found out of the ordinary */
            note: string;
        };
        ExportCompanion: {
            name: string;
            /** @description Where it can be had; null when its destination cannot be read from here. */
            readonly url: string | null;
            /** @description Where it lies at the export's destination; null when it lies on the server's own storage. */
            readonly location: string | null;
        };
        /** @description What goes into a training file, and what is done to it. Nothing is required. */
        ExportCurationRequest: {
            /** @description name of a score -> its least value */
            min_score?: {
                [key: string]: number;
            };
            /** @description the score that decides which of two duplicates stays */
            best_by?: string;
            /** @default none */
            dedupe?: components["schemas"]["ExportDedupe"];
            /**
             * Format: double
             * @description from which on rows are near duplicates
             * @default 0.85
             */
            similarity?: number;
            /** @description field, at_most: rows of each of its values */
            balance?: {
                [key: string]: unknown;
            } | null;
            sample?: number | null;
            /** @description name -> share; together 1 */
            split?: {
                [key: string]: number;
            };
            /**
             * @description no value of it stands in two splits
             * @default session_id
             */
            group_by?: string | null;
            /** @default 0 */
            seed?: number;
            /** @description mode (mask, pseudonym), kinds, patterns (RE2) */
            redact?: {
                [key: string]: unknown;
            } | null;
            /** @description evaluation data sets */
            keep_out?: string[];
            /** @description a filter: prompts like theirs stay out */
            keep_out_traces?: {
                [key: string]: unknown;
            } | null;
            /** @description the repairs that are allowed */
            repairs?: string[];
            /** @description from (scores, edits), score, group_by, min_gap, per_prompt */
            pairs?: {
                [key: string]: unknown;
            } | null;
            /** @description score, at_least; or score, good, bad */
            label?: {
                [key: string]: unknown;
            } | null;
            /** @description vocabulary, at_most, too_long (reject, cut) */
            tokens?: {
                [key: string]: unknown;
            } | null;
        };
        /** @enum {string} */
        ExportDedupe: "none" | "exact" | "near";
        ExportFile: {
            name: string;
            /** Format: int64 */
            rows: number;
            /** Format: int64 */
            bytes: number;
            sha256: string;
            split: string | null;
            /** @description Where it can be had; null when its destination cannot be read from here. */
            readonly url: string | null;
            /** @description Where it lies at the export's destination; null when it lies on the server's own storage. */
            readonly location: string | null;
        };
        /** @enum {string} */
        ExportFormat: "jsonl" | "csv" | "json" | "parquet";
        ExportLink: {
            name: string;
            /** Format: uri */
            url: string;
            /** Format: date-time */
            expires_at: string;
        };
        ExportLinks: {
            links: components["schemas"]["ExportLink"][];
        };
        /** @description Which files the links are for. Nothing is required. */
        ExportLinksRequest: {
            /** @description names of files; none is every file */
            names?: string[];
        };
        ExportOptionsRequest: {
            /**
             * @description ' before text cells that a spreadsheet would run
             * @default true
             */
            csv_formula_guard?: boolean;
            /**
             * @description rows between two progress reports
             * @default 1000
             */
            chunk_rows?: number;
        };
        ExportPage: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            /** @description only where `total=estimate` asks for it */
            total?: {
                value: number;
                /** @description false where this page holds all there is */
                is_estimate: boolean;
            };
            results: components["schemas"]["Export"][];
        };
        /** @enum {string} */
        ExportPriority: "low" | "normal" | "high";
        ExportProgress: {
            rows: number;
            total: number | null;
            total_is_estimate: boolean;
            /** Format: double */
            fraction: number;
            bytes: number;
            /** Format: double */
            rows_per_second: number;
            /** Format: double */
            eta_seconds: number | null;
        };
        /** @description A request for data. Only `resource` is required. */
        ExportRequest: {
            /** @description traces, spans, scores … */
            resource: string;
            /** @description the filter language; {} is everything */
            filter?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description records, or the target of a training file
             * @default records
             */
            shape?: components["schemas"]["ExportShape"];
            /** @description for training files */
            curate?: components["schemas"]["ExportCurationRequest"] | null;
            /** @description of the shape custom: a JSON value with placeholders */
            template?: unknown;
            /** @description names of fields; none is every field of the resource */
            fields?: string[] | null;
            exclude?: string[] | null;
            /** @description field -> name in the file */
            rename?: {
                [key: string]: string;
            } | null;
            /** @default jsonl */
            format?: components["schemas"]["ExportFormat"];
            /** @description none when not given; for parquet the codec inside the file, then zstd */
            compression?: components["schemas"]["FileCompression"];
            /** @default normal */
            priority?: components["schemas"]["ExportPriority"];
            /** @description null: one file */
            rows_per_file?: number | null;
            /**
             * Format: uuid
             * @description id of a destination; null: the server's own storage
             */
            destination?: string | null;
            options?: components["schemas"]["ExportOptionsRequest"] | null;
        };
        /** @enum {string} */
        ExportShape: "records" | "openai-chat" | "openai-dpo" | "anthropic" | "gemini" | "mistral" | "together" | "fireworks" | "trl-sft" | "trl-dpo" | "trl-kto" | "sharegpt" | "alpaca" | "custom";
        /** @description Which rows an incremental export of a schedule holds, by the transactions that wrote them. */
        ExportWindow: {
            /** @description created_xid or changed_xid */
            column: string;
            /** @description null: from the beginning */
            start: string | null;
            /** @description up to and without */
            end: string;
        };
        Failure: {
            code: string;
            message: string;
        };
        /** @enum {string} */
        FieldKind: "text" | "integer" | "number" | "decimal" | "boolean" | "timestamp" | "uuid" | "json" | "value" | "object" | "list";
        FieldProblem: {
            /** @description RFC 6901, into the body, or / and the query parameter's name */
            pointer: string;
            detail: string;
            code: string;
        };
        /** @enum {string} */
        FileCompression: "none" | "gzip" | "zstd";
        Formats: {
            resources: {
                [key: string]: components["schemas"]["FormatsResource"];
            };
            /** @description by kind of field */
            operators: {
                [key: string]: string[];
            };
            formats: components["schemas"]["FormatsFormat"][];
            shapes: string[];
            training: components["schemas"]["FormatsTraining"];
            priorities: string[];
            options: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            limits: {
                [key: string]: number;
            };
        };
        FormatsCompression: {
            name: string;
            extension: string;
        };
        /** @description A field, or a family of fields. */
        FormatsFamily: {
            kind: string;
            description: string;
            /** @description how filters compare it; none: they cannot */
            operators: string[];
            /** @description in a row when no fields are chosen */
            listed: boolean;
            prefix: string;
            example: string;
        };
        /** @description A field, or a family of fields. */
        FormatsField: {
            kind: string;
            description: string;
            /** @description how filters compare it; none: they cannot */
            operators: string[];
            /** @description in a row when no fields are chosen */
            listed: boolean;
            name: string;
            /** @description all values there are; empty: any */
            choices: string[];
        };
        FormatsFormat: {
            name: string;
            /** @description without compression */
            media_type: string;
            compressions: components["schemas"]["FormatsCompression"][];
            default_compression: string;
            /** @description the compression is within the file, and its name does not say so */
            compresses_inside: boolean;
        };
        FormatsResource: {
            fields: components["schemas"]["FormatsField"][];
            families: components["schemas"]["FormatsFamily"][];
        };
        FormatsRule: {
            /** @description as `rejects.jsonl` has it */
            name: string;
            description: string;
        };
        /** @description A format of training files. Its limits are null where its source says nothing. */
        FormatsTarget: {
            name: string;
            title: string;
            /** @description current, legacy */
            status: string;
            /** @description year and month in which the rules were last compared with their source */
            rules_version: string;
            source: string;
            /** Format: date */
            deprecated_after: string | null;
            /** @description what a line is made of: conversation, preference, label */
            needs: string;
            limits: {
                [key: string]: number | null;
            };
            repairs: string[];
            rules: components["schemas"]["FormatsRule"][];
        };
        /** @description What training files can choose from. */
        FormatsTraining: {
            targets: components["schemas"]["FormatsTarget"][];
            repairs: {
                [key: string]: string;
            };
            dedupe: string[];
            redact_modes: string[];
            redact_kinds: string[];
            too_long: string[];
            vocabularies: string[];
        };
        GateRule: {
            /** @description the name of a scorer, or what it says with `as` */
            metric: string;
            /** @description the scorer's own by default */
            direction: components["schemas"]["DirectionEnum"];
            question: components["schemas"]["QuestionEnum"];
            /**
             * Format: double
             * @description null: only the floor holds
             */
            allowed_loss: number | null;
            /**
             * Format: double
             * @description the worst mean that passes
             */
            floor: number | null;
            /** Format: double */
            alpha: number;
            min_examples: number;
            /** Format: double */
            max_errored: number;
        };
        GateRuleRequest: {
            /** @description the name of a scorer, or what it says with `as` */
            metric: string;
            /** @description the scorer's own by default */
            direction?: components["schemas"]["DirectionEnum"];
            question?: components["schemas"]["QuestionEnum"];
            /**
             * Format: double
             * @description null: only the floor holds
             */
            allowed_loss?: number | null;
            /**
             * Format: double
             * @description the worst mean that passes
             */
            floor?: number | null;
            /** Format: double */
            alpha?: number;
            min_examples?: number;
            /** Format: double */
            max_errored?: number;
        };
        Health: {
            service: string;
            version: string;
            database: components["schemas"]["DatabaseEnum"];
            broker: components["schemas"]["BrokerEnum"];
        };
        IntegrationsStatus: {
            connections: components["schemas"]["PartStatus"][];
            endpoints: components["schemas"]["PartStatus"][];
            queues: components["schemas"]["QueueStatus"][];
        };
        Job: {
            /** Format: uuid */
            id: string;
            kind: components["schemas"]["JobKind"];
            state: components["schemas"]["JobState"];
            filter: {
                [key: string]: unknown;
            };
            options: {
                [key: string]: unknown;
            };
            readonly progress: components["schemas"]["JobProgress"];
            readonly error: components["schemas"]["Failure"] | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            finished_at: string | null;
            readonly url: string;
        };
        JobDurations: {
            /** Format: double */
            mean: number | null;
            /** Format: double */
            p50: number | null;
            /** Format: double */
            p95: number | null;
            /** Format: double */
            max: number | null;
        };
        /** @enum {string} */
        JobKind: "export" | "analysis" | "cleanup";
        JobKindMetrics: {
            kind: components["schemas"]["JobKind"];
            requested: number;
            active: number;
            completed: number;
            failed: number;
            cancelled: number;
            /** @description from the start to the end of those that completed */
            seconds: components["schemas"]["JobDurations"];
            /** @description from the request to the start */
            waited_seconds: components["schemas"]["JobDurations"];
            /** @description rows exported, traces deleted */
            rows: number;
            bytes: number;
            /**
             * Format: double
             * @description of those that completed, over their whole time
             */
            rows_per_second: number | null;
            /**
             * Format: double
             * @description waited for PostgreSQL
             */
            database_seconds: number;
        };
        JobMetrics: {
            hours: number;
            kinds: components["schemas"]["JobKindMetrics"][];
            queues: components["schemas"]["JobQueueMetrics"][];
        };
        JobPage: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            /** @description only where `total=estimate` asks for it */
            total?: {
                value: number;
                /** @description false where this page holds all there is */
                is_estimate: boolean;
            };
            results: components["schemas"]["Job"][];
        };
        JobProgress: {
            /** @description rows of an export, analyses of an analysis, traces of a cleanup */
            done: number;
            total: number | null;
            /** Format: double */
            fraction: number;
        };
        JobQueueMetrics: {
            queue: string;
            kind: components["schemas"]["JobKind"];
            /** @description messages that no worker has taken yet */
            waiting: number;
            /** @description work that is not sent yet, so that others have a turn */
            held_back: number;
            running: number;
            /** Format: double */
            oldest_wait_seconds: number | null;
            /** @description the most that a process now at work for it held */
            worker_memory_bytes: number | null;
        };
        /** @description A job. `options` of an export are the keys of an export's own request but for `filter`. */
        JobRequest: {
            kind: components["schemas"]["JobKind"];
            /** @description the filter language; {} is everything */
            filter?: {
                [key: string]: unknown;
            } | null;
            /** @description docs/api.md has those of each kind */
            options?: {
                [key: string]: unknown;
            } | null;
        };
        /** @enum {string} */
        JobState: "queued" | "planning" | "running" | "finalizing" | "completed" | "failed" | "cancelled" | "expired";
        JobWithResult: {
            /** Format: uuid */
            id: string;
            kind: components["schemas"]["JobKind"];
            state: components["schemas"]["JobState"];
            filter: {
                [key: string]: unknown;
            };
            options: {
                [key: string]: unknown;
            };
            readonly progress: components["schemas"]["JobProgress"];
            readonly error: components["schemas"]["Failure"] | null;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            finished_at: string | null;
            readonly url: string;
            /** @description of an analysis or a cleanup; grows while it runs */
            result: unknown;
        };
        /** @description A model. Prices are US dollars for a million tokens, exact decimals; null is unknown, not free. */
        LanguageModel: {
            /** Format: uuid */
            readonly id: string;
            /** @description who is paid, such as openai, azure or groq */
            provider: string;
            /** @description as the provider's API spells it */
            name: string;
            /** @description other names of the same model at the same price */
            aliases: string[];
            /** @description also any dated form of its names, such as name-2024-08-06 */
            dated_snapshots: boolean;
            /** @description in tokens */
            context_window: number | null;
            /** @description in tokens */
            max_output: number | null;
            capabilities: string[];
            /**
             * Format: decimal
             * @description for input that comes for the first time
             */
            input_price: string | null;
            /**
             * Format: decimal
             * @description for what the model writes, its reasoning too
             */
            output_price: string | null;
            /**
             * Format: decimal
             * @description for input that the provider has in its cache; null: no price of its own is known
             */
            cached_input_price: string | null;
            /** @description input tokens of one call beyond which other prices hold, and no cost is computed; empty: none */
            priced_up_to: number | null;
            /**
             * Format: date
             * @description the day on which the prices were so
             */
            as_of: string | null;
            /** @description where the prices stand */
            source: string;
            readonly origin: components["schemas"]["OriginEnum"];
        };
        LanguageModelPage: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            /** @description only where `total=estimate` asks for it */
            total?: {
                value: number;
                /** @description false where this page holds all there is */
                is_estimate: boolean;
            };
            results: components["schemas"]["LanguageModel"][];
        };
        /** @enum {string} */
        NameEnum: "receipts" | "runs" | "reports" | "deliveries";
        NullEnum: null;
        /** @enum {string} */
        OpEnum: "examples.create" | "examples.delete" | "results.create" | "traces.add_scores" | "traces.create" | "traces.delete" | "traces.get";
        /** @enum {string} */
        OriginEnum: "packaged" | "edited";
        /** @description An ExportTraceServiceResponse. All is in where it has no `partialSuccess`. */
        OtlpAnswer: {
            partialSuccess?: components["schemas"]["OtlpPartialSuccess"];
        };
        OtlpPartialSuccess: {
            /** @description a whole number, as text */
            rejectedSpans: string;
            errorMessage: string;
        };
        /** @description An ExportTraceServiceRequest. */
        OtlpTracesRequest: {
            resourceSpans?: ({
                [key: string]: unknown;
            } | null)[] | null;
        };
        OutputOutcome: {
            index: number;
            status: components["schemas"]["OutputOutcomeStatusEnum"];
            /**
             * Format: uuid
             * @description of the result
             */
            id: string | null;
            errors: components["schemas"]["FieldProblem"][];
        };
        /** @enum {string} */
        OutputOutcomeStatusEnum: "accepted" | "unchanged" | "refused" | "conflict";
        OutputRequest: {
            /** @description the example's id, or its external_id */
            example: string;
            repeat?: number | null;
            /** @description any JSON value */
            output?: unknown;
            /** @description why there is no output */
            error?: string | null;
            /** Format: double */
            latency_ms?: number | null;
            usage?: components["schemas"]["TokenUsageRequest"] | null;
        };
        OutputsTaken: {
            accepted: number;
            unchanged: number;
            refused: number;
            /** @description scored already, with another output */
            conflict: number;
            results: components["schemas"]["OutputOutcome"][];
        };
        /** @description A connection or an endpoint. */
        PartStatus: {
            /** Format: uuid */
            id: string;
            name: string;
            kind: string;
            health: components["schemas"]["PartStatusHealthEnum"];
            /** Format: date-time */
            last_success_at: string | null;
            /** Format: date-time */
            last_failure_at: string | null;
            /** @description why it fails or is off; empty when it does not */
            code: string;
            message: string;
            /** @description what waits: receipts, runs and reports, or deliveries */
            backlog: number;
            /** @description deliveries of the last 24 hours with a wrong signature; of an endpoint 0 */
            refused: number;
            /**
             * Format: date-time
             * @description the last delivery that came in
             */
            received_at: string | null;
        };
        /** @enum {string} */
        PartStatusHealthEnum: "ok" | "failing" | "off" | "unused";
        Preview: {
            rows: number;
            rows_are_estimate: boolean;
            /** @description an export of more rows fails, by the caller's tier; null: no limit */
            rows_limit: number | null;
            /** @description of all files; null when no row was found in time */
            bytes: number | null;
            /**
             * Format: double
             * @description null before a like export of some size has been completed
             */
            seconds: number | null;
            columns: components["schemas"]["PreviewColumn"][];
            sample: components["schemas"]["PreviewSample"];
            warnings: components["schemas"]["PreviewWarning"][];
            readonly rejects: components["schemas"]["PreviewReject"][];
            readonly training: components["schemas"]["PreviewTraining"] | null;
        };
        PreviewColumn: {
            /** @description as it will be written */
            name: string;
            field: string;
            kind: components["schemas"]["FieldKind"];
            description: string;
        };
        /** @description Rows that would be kept out, by the rule that they break. */
        PreviewReject: {
            code: string;
            message: string;
            /** @description of those looked at */
            rows: number;
        };
        /** @description A request for data, as for an export. */
        PreviewRequest: {
            /** @description traces, spans, scores … */
            resource: string;
            /** @description the filter language; {} is everything */
            filter?: {
                [key: string]: unknown;
            } | null;
            /**
             * @description records, or the target of a training file
             * @default records
             */
            shape?: components["schemas"]["ExportShape"];
            /** @description for training files */
            curate?: components["schemas"]["ExportCurationRequest"] | null;
            /** @description of the shape custom: a JSON value with placeholders */
            template?: unknown;
            /** @description names of fields; none is every field of the resource */
            fields?: string[] | null;
            exclude?: string[] | null;
            /** @description field -> name in the file */
            rename?: {
                [key: string]: string;
            } | null;
            /** @default jsonl */
            format?: components["schemas"]["ExportFormat"];
            /** @description none when not given; for parquet the codec inside the file, then zstd */
            compression?: components["schemas"]["FileCompression"];
            /** @default normal */
            priority?: components["schemas"]["ExportPriority"];
            /** @description null: one file */
            rows_per_file?: number | null;
            /**
             * Format: uuid
             * @description id of a destination; null: the server's own storage
             */
            destination?: string | null;
            options?: components["schemas"]["ExportOptionsRequest"] | null;
            /**
             * @description count the rows instead of estimating them
             * @default false
             */
            exact?: boolean;
        };
        PreviewSample: {
            rows: number;
            /** @description that of the text: jsonl where the format asked for is no text */
            format: string;
            /** @description a whole file of the first 20 rows */
            text: string;
            /** @description the rows were too hard to find, so there may be more */
            timed_out: boolean;
        };
        /** @description What became of the rows that were looked at, the first of the selection; an export sees all of them together. */
        PreviewTraining: {
            looked_at: number;
            lines: number;
            /** @description by the step that removed them */
            removed: {
                [key: string]: number;
            };
            /** @description of these lines; null when `curate.tokens` is not asked for */
            tokens: number | null;
        };
        /** @description Why this export is going to fail, if there are as many rows as it looks. */
        PreviewWarning: {
            code: string;
            message: string;
        };
        /** @description RFC 9457. `code` is stable, `detail` is for people. Some codes come with more keys. */
        Problem: {
            /**
             * Format: uri
             * @example urn:evalplatform:problem:not_found
             */
            type: string;
            title: string;
            status: number;
            detail: string;
            /**
             * Format: uri-reference
             * @description the path that was called
             */
            instance: string;
            /**
             * @description docs/errors.md has them all
             * @example not_found
             */
            code: string;
            /** @description also in the header `X-Request-Id` and in the server's log */
            request_id: string;
            /** @description where the request is wrong */
            errors?: components["schemas"]["FieldProblem"][];
        };
        /** @enum {string} */
        QuestionEnum: "regression" | "non_inferiority";
        /** @description What of the project waits for workers. */
        QueueStatus: {
            name: components["schemas"]["NameEnum"];
            /** @description late: something has been due for more than a minute */
            health: components["schemas"]["QueueStatusHealthEnum"];
            backlog: number;
            /** Format: date-time */
            oldest_due_at: string | null;
        };
        /** @enum {string} */
        QueueStatusHealthEnum: "ok" | "late";
        Receipt: {
            /** Format: uuid */
            readonly id: string;
            /** Format: uuid */
            connection: string;
            delivery_id: string;
            event: string;
            /** @description bytes of the body */
            size: number;
            /** @description without what proves who sent it */
            headers: {
                [key: string]: string;
            };
            state: components["schemas"]["ReceiptState"];
            /** @description code: why it was ignored, or has failed */
            reason: string;
            message: string;
            attempts: number;
            /** @description how often a person wanted it processed again */
            replays: number;
            readonly runs: string[];
            /**
             * Format: uuid
             * @description the export that it started
             */
            export: string | null;
            /** Format: date-time */
            next_attempt_at: string | null;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            finished_at: string | null;
        };
        ReceiptPage: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            /** @description only where `total=estimate` asks for it */
            total?: {
                value: number;
                /** @description false where this page holds all there is */
                is_estimate: boolean;
            };
            results: components["schemas"]["Receipt"][];
        };
        /** @enum {string} */
        ReceiptState: "waiting" | "processed" | "ignored" | "failed";
        ReceiptWithBody: {
            /** Format: uuid */
            readonly id: string;
            /** Format: uuid */
            connection: string;
            delivery_id: string;
            event: string;
            /** @description bytes of the body */
            size: number;
            /** @description without what proves who sent it */
            headers: {
                [key: string]: string;
            };
            state: components["schemas"]["ReceiptState"];
            /** @description code: why it was ignored, or has failed */
            reason: string;
            message: string;
            attempts: number;
            /** @description how often a person wanted it processed again */
            replays: number;
            readonly runs: string[];
            /**
             * Format: uuid
             * @description the export that it started
             */
            export: string | null;
            /** Format: date-time */
            next_attempt_at: string | null;
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            finished_at: string | null;
            readonly body: string;
            readonly is_cut: boolean;
        };
        Recovered: {
            /** @description how many were made */
            deliveries: number;
            /** @description there was more than goes at once: call again */
            has_more: boolean;
        };
        RecoveryRequest: {
            /**
             * Format: date-time
             * @description with its zone
             */
            since: string;
        };
        /** @enum {string} */
        ReferenceEnum: "reference" | "output";
        RefreshRequest: {
            refresh: string;
        };
        RemovedRow: {
            /**
             * Format: uuid
             * @description of a trace, or of a span or score that went with it
             */
            id: string;
            /** Format: date-time */
            removed_at: string;
        };
        /** @description `more`: there are others beside the first 10,000. */
        RemovedRows: {
            results: components["schemas"]["RemovedRow"][];
            more: boolean;
        };
        /** @description How far the provider has been told. */
        Report: {
            is_told: boolean;
            /** Format: date-time */
            next_attempt_at: string | null;
            /** @description what the last try failed with; empty when it did not */
            code: string;
            message: string;
        };
        /** @description One example or trace, its answer, and what each scorer said of it. */
        Result: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            evaluation_id: string;
            /** Format: uuid */
            example_id: string | null;
            /** Format: uuid */
            trace_id: string | null;
            pair_key: string;
            cluster: string;
            repeat: number;
            state: components["schemas"]["ResultStateEnum"];
            /** @description any JSON value */
            input: unknown;
            /** @description any JSON value */
            output: unknown;
            /** @description any JSON value */
            reference: unknown;
            metadata: {
                [key: string]: unknown;
            };
            scores: {
                [key: string]: unknown;
            }[];
            metrics: {
                [key: string]: number | null;
            };
            /** Format: double */
            latency_ms: number | null;
            input_tokens: number | null;
            output_tokens: number | null;
            cost_usd: string | null;
            attempts: number;
            error_code: string;
            error_message: string;
            /** Format: date-time */
            answered_at: string | null;
        };
        ResultPage: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            /** @description only where `total=estimate` asks for it */
            total?: {
                value: number;
                /** @description false where this page holds all there is */
                is_estimate: boolean;
            };
            results: components["schemas"]["Result"][];
        };
        /** @enum {string} */
        ResultStateEnum: "waiting" | "answered" | "scored" | "errored";
        RotationRequest: {
            /** @description one is made if there is none */
            secret?: string | null;
            /** @description how long the former secret signs beside it; a day if nothing is said */
            overlap_seconds?: number | null;
        };
        Run: {
            /** Format: uuid */
            readonly id: string;
            /** Format: uuid */
            connection: string | null;
            /** Format: uuid */
            receipt: string | null;
            /** Format: uuid */
            rerun_of: string | null;
            requested_by: number | null;
            /** @description the key's prefix */
            requested_with: string;
            trigger: components["schemas"]["TriggerEnum"];
            repository: string;
            sha: string;
            branch: string;
            /** @description whose last passing evaluation is the baseline */
            target_branch: string;
            pull_request: number | null;
            tag: string;
            author: string;
            title: string;
            url: string;
            state: components["schemas"]["RunStateEnum"];
            /** @description pass, fail, no_verdict; empty while there is none */
            verdict: string;
            /** @description code: why nothing was evaluated, or why it ended without a verdict */
            reason: string;
            message: string;
            checks: components["schemas"]["Check"][];
            readonly report: components["schemas"]["Report"];
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            finished_at: string | null;
        };
        RunPage: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            /** @description only where `total=estimate` asks for it */
            total?: {
                value: number;
                /** @description false where this page holds all there is */
                is_estimate: boolean;
            };
            results: components["schemas"]["Run"][];
        };
        /** @enum {string} */
        RunStateEnum: "waiting" | "running" | "finished" | "superseded" | "cancelled" | "failed";
        /** @description A schedule, the next moments at which it runs, and what became of the last one. */
        Schedule: {
            /** Format: uuid */
            readonly id: string;
            name: string;
            /** @description the body of an export */
            request: {
                [key: string]: unknown;
            };
            cron: string;
            time_zone: string;
            window: components["schemas"]["WindowKind"];
            paused: boolean;
            /** Format: date-time */
            next_at: string | null;
            readonly upcoming: string[];
            readonly last_run: components["schemas"]["ScheduleRun"] | null;
            /** Format: date-time */
            last_completed_at: string | null;
            last_error: string;
            /** @description what was out of the ordinary at the last run */
            note: string;
            /** @description prefix of the API key */
            created_with: string;
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            updated_at: string;
        };
        /** @description An export that repeats. `name`, `request` and `cron` are required. */
        ScheduleChange: {
            /** @description unique in the project */
            name?: string;
            /** @description the body of an export */
            request?: components["schemas"]["ExportRequest"];
            /** @description minute, hour, day of month, month, day of week */
            cron?: string;
            /**
             * @description a name of the IANA time zone data base
             * @default UTC
             */
            time_zone?: string;
            /**
             * @description all rows, or what is new
             * @default whole
             */
            window?: components["schemas"]["WindowKind"];
            /** @default false */
            paused?: boolean;
        };
        SchedulePage: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            /** @description only where `total=estimate` asks for it */
            total?: {
                value: number;
                /** @description false where this page holds all there is */
                is_estimate: boolean;
            };
            results: components["schemas"]["Schedule"][];
        };
        /** @description An export that repeats. `name`, `request` and `cron` are required. */
        ScheduleRequest: {
            /** @description unique in the project */
            name: string;
            /** @description the body of an export */
            request: components["schemas"]["ExportRequest"];
            /** @description minute, hour, day of month, month, day of week */
            cron: string;
            /**
             * @description a name of the IANA time zone data base
             * @default UTC
             */
            time_zone?: string;
            /**
             * @description all rows, or what is new
             * @default whole
             */
            window?: components["schemas"]["WindowKind"];
            /** @default false */
            paused?: boolean;
        };
        ScheduleRun: {
            /**
             * Format: date-time
             * @description the moment at which it was due
             */
            slot: string;
            /**
             * Format: date-time
             * @description the moment at which it was started
             */
            run_at: string;
            /**
             * Format: uuid
             * @description null when none could be started
             */
            export: string | null;
        };
        /** @enum {string} */
        Scope: "traces:read" | "traces:write" | "traces:delete" | "exports:read" | "exports:write" | "jobs:read" | "jobs:write" | "destinations:read" | "destinations:write" | "schedules:read" | "schedules:write" | "datasets:read" | "datasets:write" | "evaluations:read" | "evaluations:write" | "suites:read" | "suites:write" | "waivers:write" | "models:read" | "usage:read" | "webhooks:read" | "webhooks:write" | "connections:read" | "connections:write" | "ci:trigger" | "callbacks:read" | "callbacks:write";
        Score: {
            name: string;
            /** Format: double */
            value: number | null;
            /** @description value, label or both */
            label: string | null;
            source: components["schemas"]["ScoreSource"];
            comment: string;
        };
        ScoreRequest: {
            name: string;
            /** Format: double */
            value?: number | null;
            /** @description value, label or both */
            label?: string | null;
            source?: components["schemas"]["ScoreSource"] | null;
            comment?: string | null;
        };
        /** @enum {string} */
        ScoreSource: "human" | "scorer" | "api";
        ScoresSentRequest: components["schemas"]["ScoreRequest"] | components["schemas"]["ScoreRequest"][];
        Span: {
            /** Format: uuid */
            readonly id: string;
            external_id: string;
            parent_external_id: string | null;
            name: string;
            kind: components["schemas"]["SpanKind"];
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            ended_at: string | null;
            /** @description any JSON value */
            input: unknown;
            /** @description any JSON value */
            output: unknown;
            attributes: {
                [key: string]: unknown;
            };
        };
        /** @enum {string} */
        SpanKind: "llm" | "tool" | "retriever" | "agent" | "chain" | "embedding";
        SpanRequest: {
            external_id: string;
            parent_external_id?: string | null;
            name?: string | null;
            kind?: components["schemas"]["SpanKind"] | null;
            /** Format: date-time */
            started_at?: string | null;
            /** Format: date-time */
            ended_at?: string | null;
            /** @description any JSON value */
            input?: unknown;
            /** @description any JSON value */
            output?: unknown;
            attributes?: {
                [key: string]: unknown;
            } | null;
        };
        Suite: {
            /** Format: uuid */
            readonly id: string;
            name: string;
            description: string;
            /** Format: uuid */
            dataset: string | null;
            /** @description null is the latest when an evaluation starts */
            dataset_version: number | null;
            scorers: components["schemas"]["ChosenScorer"][];
            target: components["schemas"]["SuiteTarget"];
            /** @description whether the target's endpoint has a key, which is never shown */
            readonly has_key: boolean;
            /** @description without its key */
            readonly judge: {
                [key: string]: unknown;
            } | null;
            readonly has_judge_key: boolean;
            repeats: number;
            pair_by: string;
            cluster_by: string;
            gate: components["schemas"]["SuiteGate"];
            /** @description globs of a repository's paths */
            paths: string[];
            /** Format: date-time */
            readonly created_at: string;
            /** Format: date-time */
            readonly updated_at: string;
        };
        SuiteChange: {
            name?: string | null;
            description?: string | null;
            /** @description id or name; not with traces, else required */
            dataset?: string | null;
            /** @description the latest of the day when nothing is said */
            dataset_version?: number | null;
            scorers?: components["schemas"]["ChosenScorerRequest"][] | null;
            target?: components["schemas"]["SuiteTargetRequest"] | null;
            /** @description whom scorers with a model ask, where it is not the target's endpoint */
            judge?: {
                [key: string]: unknown;
            } | null;
            repeats?: number | null;
            /** @description of traces */
            pair_by?: string | null;
            cluster_by?: string | null;
            gate?: components["schemas"]["SuiteGateRequest"] | null;
            /** @description globs of a repository; with ! before it what does not count; the last that fits decides */
            paths?: string[] | null;
        };
        SuiteGate: {
            rules: components["schemas"]["GateRule"][];
            /** @description an evaluation's id, a branch, or an object of means by metric */
            baseline: unknown;
            /** @description whether the first of the baseline's branch is judged by itself */
            first_passes: boolean;
            /** Format: double */
            max_unpaired: number;
            /** @description fail or pass */
            no_verdict_counts_as: string;
        };
        SuiteGateRequest: {
            rules?: components["schemas"]["GateRuleRequest"][];
            /** @description an evaluation's id, a branch, or an object of means by metric */
            baseline?: unknown;
            /** @description whether the first of the baseline's branch is judged by itself */
            first_passes?: boolean;
            /** Format: double */
            max_unpaired?: number;
            /** @description fail or pass */
            no_verdict_counts_as?: string;
        };
        SuitePage: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            /** @description only where `total=estimate` asks for it */
            total?: {
                value: number;
                /** @description false where this page holds all there is */
                is_estimate: boolean;
            };
            results: components["schemas"]["Suite"][];
        };
        SuiteRequest: {
            name: string;
            description?: string | null;
            /** @description id or name; not with traces, else required */
            dataset?: string | null;
            /** @description the latest of the day when nothing is said */
            dataset_version?: number | null;
            scorers: components["schemas"]["ChosenScorerRequest"][];
            target?: components["schemas"]["SuiteTargetRequest"] | null;
            /** @description whom scorers with a model ask, where it is not the target's endpoint */
            judge?: {
                [key: string]: unknown;
            } | null;
            repeats?: number | null;
            /** @description of traces */
            pair_by?: string | null;
            cluster_by?: string | null;
            gate?: components["schemas"]["SuiteGateRequest"] | null;
            /** @description globs of a repository; with ! before it what does not count; the last that fits decides */
            paths?: string[] | null;
        };
        /** @description One of the three; outputs come with each evaluation when nothing is said. */
        SuiteTarget: {
            /** @description a filter; {} takes all */
            traces: {
                [key: string]: unknown;
            };
            /** @description []: they come with each evaluation */
            outputs: {
                [key: string]: unknown;
            }[];
            /** @description url, model, key, params, system, template, concurrency, max_attempts, timeout_seconds, prices, budget; without its key */
            endpoint: {
                [key: string]: unknown;
            };
        };
        /** @description One of the three; outputs come with each evaluation when nothing is said. */
        SuiteTargetRequest: {
            /** @description a filter; {} takes all */
            traces?: {
                [key: string]: unknown;
            };
            /** @description []: they come with each evaluation */
            outputs?: {
                [key: string]: unknown;
            }[];
            /** @description url, model, key, params, system, template, concurrency, max_attempts, timeout_seconds, prices, budget; without its key */
            endpoint?: {
                [key: string]: unknown;
            };
        };
        TokenPair: {
            /** @description for `Authorization: Bearer …` */
            access: string;
            /** @description works once */
            refresh: string;
        };
        TokenRequest: {
            token: string;
        };
        TokenUsage: {
            /** Format: int64 */
            input_tokens: number | null;
            /** Format: int64 */
            output_tokens: number | null;
            /** @description US dollars, an exact decimal */
            cost_usd: string | null;
        };
        TokenUsageRequest: {
            /** Format: int64 */
            input_tokens?: number | null;
            /** Format: int64 */
            output_tokens?: number | null;
            /** @description US dollars: an exact decimal in a string; a number is rounded */
            cost_usd?: string | number | null;
        };
        /** @description One interaction with a model. */
        Trace: {
            /** Format: uuid */
            readonly id: string;
            /** @description the same id again is the same trace */
            external_id: string | null;
            name: string;
            session_id: string;
            user_id: string;
            environment: string;
            release: string;
            model: string;
            provider: string;
            status: components["schemas"]["TraceStatus"];
            error: string | null;
            /** @description any JSON value */
            input: unknown;
            /** @description any JSON value */
            output: unknown;
            /** @description any JSON value */
            reference: unknown;
            tools: unknown[];
            metadata: {
                [key: string]: unknown;
            };
            tags: string[];
            usage: components["schemas"]["TraceUsage"] | null;
            /** Format: double */
            latency_ms: number | null;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            ended_at: string | null;
            scores: components["schemas"]["Score"][];
            /** Format: date-time */
            readonly ingested_at: string;
            /** Format: date-time */
            readonly updated_at: string | null;
        };
        TraceOutcome: {
            index: number;
            status: "created" | "replaced" | "unchanged" | "refused";
            /** Format: uuid */
            id: string | null;
            errors: components["schemas"]["FieldProblem"][];
        };
        TracePage: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            /** @description only where `total=estimate` asks for it */
            total?: {
                value: number;
                /** @description false where this page holds all there is */
                is_estimate: boolean;
            };
            results: components["schemas"]["Trace"][];
        };
        /** @description One interaction with a model. Only `input` is required, and may be any JSON value. */
        TraceRequest: {
            /** @description the same id again is the same trace */
            external_id?: string | null;
            name?: string | null;
            session_id?: string | null;
            user_id?: string | null;
            environment?: string | null;
            release?: string | null;
            model?: string | null;
            provider?: string | null;
            status?: components["schemas"]["TraceStatus"] | null;
            error?: string | null;
            /** @description any JSON value */
            input: unknown;
            /** @description any JSON value */
            output?: unknown;
            /** @description any JSON value */
            reference?: unknown;
            tools?: unknown[] | null;
            metadata?: {
                [key: string]: unknown;
            } | null;
            tags?: string[] | null;
            usage?: components["schemas"]["TokenUsageRequest"] | null;
            /** Format: double */
            latency_ms?: number | null;
            /** Format: date-time */
            started_at?: string | null;
            /** Format: date-time */
            ended_at?: string | null;
            scores?: components["schemas"]["ScoreRequest"][] | null;
            spans?: components["schemas"]["SpanRequest"][] | null;
        };
        TraceScores: {
            scores: components["schemas"]["Score"][];
        };
        /** @enum {string} */
        TraceStatus: "ok" | "error";
        /** @description As it was sent, and what it cost by the catalogue of models. */
        TraceUsage: {
            /** Format: int64 */
            input_tokens: number | null;
            /** Format: int64 */
            output_tokens: number | null;
            /** @description US dollars, an exact decimal */
            cost_usd: string | null;
            /** @description null where what was sent says it all, or too little */
            computed_cost_usd: string | null;
        };
        /** @description One interaction with a model. */
        TraceWithSpans: {
            /** Format: uuid */
            readonly id: string;
            /** @description the same id again is the same trace */
            external_id: string | null;
            name: string;
            session_id: string;
            user_id: string;
            environment: string;
            release: string;
            model: string;
            provider: string;
            status: components["schemas"]["TraceStatus"];
            error: string | null;
            /** @description any JSON value */
            input: unknown;
            /** @description any JSON value */
            output: unknown;
            /** @description any JSON value */
            reference: unknown;
            tools: unknown[];
            metadata: {
                [key: string]: unknown;
            };
            tags: string[];
            usage: components["schemas"]["TraceUsage"] | null;
            /** Format: double */
            latency_ms: number | null;
            /** Format: date-time */
            started_at: string | null;
            /** Format: date-time */
            ended_at: string | null;
            scores: components["schemas"]["Score"][];
            /** Format: date-time */
            readonly ingested_at: string;
            /** Format: date-time */
            readonly updated_at: string | null;
            spans: components["schemas"]["Span"][];
        };
        TracesSentRequest: components["schemas"]["TraceRequest"] | components["schemas"]["TraceRequest"][];
        TracesStored: {
            created: number;
            replaced: number;
            unchanged: number;
            refused: number;
            results: components["schemas"]["TraceOutcome"][];
        };
        /** @description `expired`: its files are no longer here, but whoever downloaded them has them. */
        TrainingExport: {
            /** Format: uuid */
            readonly id: string;
            /** @description records, or the target of a training file */
            shape: string;
            state: components["schemas"]["JobState"];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            finished_at: string | null;
            /**
             * Format: date-time
             * @description when it was seen that a trace in its files was deleted: make it again without
             */
            stale_at: string | null;
        };
        TrainingExports: {
            results: components["schemas"]["TrainingExport"][];
        };
        /** @enum {string} */
        TriggerEnum: "push" | "pull_request" | "tag" | "release" | "pipeline" | "request";
        /** @description One of `evaluation`, `export` and `connection`. `{{name}}` in a text is replaced by the variable of that name. */
        TriggerRequest: {
            evaluation?: components["schemas"]["TriggeredEvaluationRequest"] | null;
            /** @description as for POST /api/exports */
            export?: {
                [key: string]: unknown;
            } | null;
            /**
             * Format: uuid
             * @description a generic one, whose template is started
             */
            connection?: string | null;
            /** @description name to text, number, true, false or null */
            variables?: {
                [key: string]: unknown;
            } | null;
        };
        /** @description What was started: one of the two. */
        Triggered: {
            run: components["schemas"]["Run"] | null;
            /** Format: uuid */
            export: string | null;
        };
        TriggeredCommitRequest: {
            /** @description owner/name; a connection that names it tells its provider */
            repository?: string | null;
            sha?: string | null;
            branch?: string | null;
            /** @description the baseline, where none is named */
            target_branch?: string | null;
            pull_request?: number | null;
        };
        TriggeredEvaluationRequest: {
            /** @description id or name */
            suite: string;
            name?: string | null;
            /** @description an evaluation's id, or a branch */
            baseline?: string | null;
            commit?: components["schemas"]["TriggeredCommitRequest"] | null;
        };
        Usage: {
            series: components["schemas"]["UsagePoint"][];
            quota: components["schemas"]["UsageQuota"];
            pace: components["schemas"]["UsagePace"];
            /**
             * Format: date-time
             * @description calls that ended before are counted
             */
            as_of: string | null;
            /** Format: date-time */
            from: string;
            /** Format: date-time */
            to: string;
            total: components["schemas"]["UsageTotal"];
        };
        UsagePace: {
            /**
             * Format: double
             * @description of the caller's own hour so far
             */
            requests_per_hour: number | null;
            /**
             * Format: date-time
             * @description null when the hour ends before, or too little was called to tell
             */
            runs_out_at: string | null;
        };
        UsagePoint: {
            requests: number;
            /** @description answers below 400 */
            ok: number;
            /** @description answers from 400 to 499 */
            client_errors: number;
            /** @description answers from 500 on, and streams that broke */
            server_errors: number;
            /** @description things sent or fetched: traces, scores, spans, rows of a page */
            items: number;
            /** @description of bodies, as they came */
            bytes_in: number;
            /** @description of bodies */
            bytes_out: number;
            /**
             * Format: double
             * @description the sum
             */
            seconds: number;
            /** Format: double */
            slowest_seconds: number;
            /** Format: date-time */
            at: string;
            group: string | null;
        };
        UsageQuota: {
            tier: string;
            requests: components["schemas"]["UsageQuotaOfRequests"];
        };
        UsageQuotaOfRequests: {
            /** @description calls an hour; null is without end */
            limit: number | null;
            /** @description null too when it cannot be known now */
            used: number | null;
            remaining: number | null;
            /** Format: date-time */
            resets_at: string | null;
        };
        UsageTotal: {
            requests: number;
            /** @description answers below 400 */
            ok: number;
            /** @description answers from 400 to 499 */
            client_errors: number;
            /** @description answers from 500 on, and streams that broke */
            server_errors: number;
            /** @description things sent or fetched: traces, scores, spans, rows of a page */
            items: number;
            /** @description of bodies, as they came */
            bytes_in: number;
            /** @description of bodies */
            bytes_out: number;
            /**
             * Format: double
             * @description the sum
             */
            seconds: number;
            /** Format: double */
            slowest_seconds: number;
        };
        /** @enum {string} */
        VerdictEnum: "pass" | "fail" | "no_verdict";
        Waiver: {
            /** Format: uuid */
            readonly id: string;
            /** @description empty: all */
            metric: string;
            reason: string;
            /** Format: date-time */
            until: string;
            readonly given_by: string;
            /** Format: date-time */
            readonly created_at: string;
        };
        WaiverPage: {
            /** Format: uri */
            next: string | null;
            /** Format: uri */
            previous: string | null;
            /** @description only where `total=estimate` asks for it */
            total?: {
                value: number;
                /** @description false where this page holds all there is */
                is_estimate: boolean;
            };
            results: components["schemas"]["Waiver"][];
        };
        WaiverRequest: {
            /** @description which rule may fail; all of them when nothing is said */
            metric?: string | null;
            reason: string;
            /**
             * Format: date-time
             * @description at most 90 days off
             */
            until: string;
        };
        /** @enum {string} */
        WindowKind: "whole" | "created" | "changed";
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: {
        /** @description the request's own `X-Request-Id` where it is a sane one, else a new one */
        "X-Request-Id": string;
        /** @description each limit that counts this call: `"hour";q=1000;w=3600`; none for a caller without limits */
        "RateLimit-Policy": string;
        /** @description what is left of each, and in how many seconds it begins anew: `"hour";r=999;t=1780` */
        RateLimit: string;
        /** @description calls an hour */
        "X-RateLimit-Limit": number;
        /** @description calls left in this hour */
        "X-RateLimit-Remaining": number;
        /** @description when the hour ends, as a Unix time */
        "X-RateLimit-Reset": number;
        /** @description seconds */
        "Retry-After": number;
        /** @description how to say who one is */
        "WWW-Authenticate": string;
        /** @description changes whenever the object does; for `If-None-Match` */
        ETag: string;
        /** @description where the new object is */
        Location: string;
        /** @description `true`: this is the answer to the first call with this Idempotency-Key */
        "Idempotent-Replayed": string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    exports_list: {
        parameters: {
            query?: {
                /** @description from `next` or `previous`, together with all other parameters as they were */
                cursor?: string;
                /** @description by the time of arrival */
                order?: "newest" | "oldest";
                /** @description rows a page; it holds fewer where it would grow beyond 32 MiB */
                page_size?: number;
                stale?: boolean;
                /** @description `estimate`: the page says too how many rows all pages have, as PostgreSQL's planner sees it; nothing is counted */
                total?: "estimate";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportPage"];
                };
            };
        };
    };
    exports_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ExportRequest"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
        };
    };
    exports_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
        };
    };
    exports_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
        };
    };
    exports_download: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the file; its SHA-256 is the ETag */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": string;
                    "application/x-ndjson": string;
                    "text/csv": string;
                    "application/json": unknown;
                    "application/vnd.apache.parquet": string;
                    "application/zstd": string;
                    "application/octet-stream": string;
                };
            };
            /** @description the range; Content-Range says which */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": string;
                    "application/x-ndjson": string;
                    "text/csv": string;
                    "application/json": unknown;
                    "application/vnd.apache.parquet": string;
                    "application/zstd": string;
                    "application/octet-stream": string;
                };
            };
        };
    };
    exports_events: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description events `progress`, and `end` when the export has ended; `data` is the export as JSON */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": {
                        /** @enum {string} */
                        event?: "progress" | "end";
                        /** @description the export's state */
                        id?: string;
                        data?: string;
                        /** @description milliseconds */
                        retry?: number;
                    };
                };
            };
            /** @description the caller has seen the end: do not come again */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    exports_file: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the file; its SHA-256 is the ETag */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": string;
                    "application/x-ndjson": string;
                    "text/csv": string;
                    "application/json": unknown;
                    "application/vnd.apache.parquet": string;
                    "application/zstd": string;
                    "application/octet-stream": string;
                };
            };
            /** @description the range; Content-Range says which */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": string;
                    "application/x-ndjson": string;
                    "text/csv": string;
                    "application/json": unknown;
                    "application/vnd.apache.parquet": string;
                    "application/zstd": string;
                    "application/octet-stream": string;
                };
            };
        };
    };
    exports_links: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ExportLinksRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExportLinks"];
                };
            };
        };
    };
    exports_manifest: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the file; its SHA-256 is the ETag */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description the range; Content-Range says which */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
        };
    };
    exports_rejects: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the file; its SHA-256 is the ETag */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description the range; Content-Range says which */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
        };
    };
    exports_removed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedRows"];
                };
            };
        };
    };
    exports_retry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
        };
    };
    destinations_list: {
        parameters: {
            query?: {
                /** @description from `next` or `previous`, together with all other parameters as they were */
                cursor?: string;
                /** @description by the time of arrival */
                order?: "newest" | "oldest";
                /** @description rows a page; it holds fewer where it would grow beyond 32 MiB */
                page_size?: number;
                /** @description `estimate`: the page says too how many rows all pages have, as PostgreSQL's planner sees it; nothing is counted */
                total?: "estimate";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DestinationPage"];
                };
            };
        };
    };
    destinations_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DestinationRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Destination"];
                };
            };
        };
    };
    destinations_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Destination"];
                };
            };
        };
    };
    destinations_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    destinations_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DestinationChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Destination"];
                };
            };
        };
    };
    destinations_test: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Destination"];
                };
            };
        };
    };
    exports_formats: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Formats"];
                };
            };
        };
    };
    exports_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the file; its SHA-256 is the ETag */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": string;
                    "application/x-ndjson": string;
                    "text/csv": string;
                    "application/json": unknown;
                    "application/vnd.apache.parquet": string;
                    "application/zstd": string;
                    "application/octet-stream": string;
                };
            };
            /** @description the range; Content-Range says which */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": string;
                    "application/x-ndjson": string;
                    "text/csv": string;
                    "application/json": unknown;
                    "application/vnd.apache.parquet": string;
                    "application/zstd": string;
                    "application/octet-stream": string;
                };
            };
        };
    };
    exports_preview: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Preview"];
                };
            };
        };
    };
    schedules_list: {
        parameters: {
            query?: {
                /** @description from `next` or `previous`, together with all other parameters as they were */
                cursor?: string;
                /** @description by the time of arrival */
                order?: "newest" | "oldest";
                /** @description rows a page; it holds fewer where it would grow beyond 32 MiB */
                page_size?: number;
                /** @description `estimate`: the page says too how many rows all pages have, as PostgreSQL's planner sees it; nothing is counted */
                total?: "estimate";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SchedulePage"];
                };
            };
        };
    };
    schedules_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScheduleRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
        };
    };
    schedules_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
        };
    };
    schedules_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    schedules_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ScheduleChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
        };
    };
    schedules_pause: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
        };
    };
    schedules_resume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Schedule"];
                };
            };
        };
    };
    schedules_run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Export"];
                };
            };
        };
    };
    exports_stream: {
        parameters: {
            query: {
                /** @description none when not given; zstd for parquet, inside */
                compression?: "gzip" | "none" | "zstd";
                /** @description names of fields, likewise */
                exclude?: string;
                /** @description names of fields, separated by commas or repeated; none is every field */
                fields?: string;
                /** @description the filter language, as JSON */
                filter?: string;
                /** @description jsonl when not given */
                format?: "csv" | "json" | "jsonl" | "parquet";
                /** @description an object of JSON, as in POST /api/exports */
                options?: string;
                /** @description an object of JSON: field to name in the file */
                rename?: string;
                /** @description traces, spans, scores … */
                resource: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description the file, chunked; whole only if the last chunk has come, which HTTP clients check */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/gzip": string;
                    "application/x-ndjson": string;
                    "text/csv": string;
                    "application/json": unknown;
                    "application/vnd.apache.parquet": string;
                    "application/zstd": string;
                };
            };
        };
    };
    api_keys_list: {
        parameters: {
            query?: {
                /** @description from `next` or `previous`, together with all other parameters as they were */
                cursor?: string;
                /** @description by the time of arrival */
                order?: "newest" | "oldest";
                /** @description rows a page; it holds fewer where it would grow beyond 32 MiB */
                page_size?: number;
                /** @description `estimate`: the page says too how many rows all pages have, as PostgreSQL's planner sees it; nothing is counted */
                total?: "estimate";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyPage"];
                };
            };
        };
    };
    api_keys_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApiKeyRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyMade"];
                };
            };
        };
    };
    api_keys_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKey"];
                };
            };
        };
    };
    api_keys_revoke: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    api_keys_rotate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ApiKeyRotationRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeyMade"];
                };
            };
        };
    };
    auth_refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefreshRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPair"];
                };
            };
        };
    };
    auth_token: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CredentialsRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenPair"];
                };
            };
        };
    };
    auth_verify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenRequest"];
            };
        };
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    batch_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BatchRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BatchDone"];
                };
            };
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
        };
    };
    batch_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Batch"];
                };
            };
        };
    };
    callbacks_secret_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallbackSecret"];
                };
            };
        };
    };
    callbacks_secret_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CallbackSecretMade"];
                };
            };
        };
    };
    datasets_list: {
        parameters: {
            query?: {
                /** @description from `next` or `previous`, together with all other parameters as they were */
                cursor?: string;
                /** @description only the one of this name */
                name?: string;
                /** @description by the time of arrival */
                order?: "newest" | "oldest";
                /** @description rows a page; it holds fewer where it would grow beyond 32 MiB */
                page_size?: number;
                /** @description `estimate`: the page says too how many rows all pages have, as PostgreSQL's planner sees it; nothing is counted */
                total?: "estimate";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetPage"];
                };
            };
        };
    };
    datasets_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DatasetRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetWithDraft"];
                };
            };
        };
    };
    datasets_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetWithDraft"];
                };
            };
        };
    };
    datasets_destroy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    datasets_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DatasetChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetWithDraft"];
                };
            };
        };
    };
    datasets_examples: {
        parameters: {
            query?: {
                /** @description from `next` or `previous`, together with all other parameters as they were */
                cursor?: string;
                /** @description the filter language, as JSON, over the fields of examples */
                filter?: string;
                /** @description by the time of arrival */
                order?: "newest" | "oldest";
                /** @description rows a page; it holds fewer where it would grow beyond 32 MiB */
                page_size?: number;
                /** @description `estimate`: the page says too how many rows all pages have, as PostgreSQL's planner sees it; nothing is counted */
                total?: "estimate";
                /** @description a number, or `draft`; the latest when not given */
                version?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExamplePage"];
                };
            };
        };
    };
    datasets_change: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ExamplesRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExamplesChanged"];
                };
            };
        };
    };
    datasets_example: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                example: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Example"];
                };
            };
        };
    };
    datasets_remove_example: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                example: string;
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    datasets_add_file: {
        parameters: {
            query?: {
                /** @description what a cell of text is, in CSV and Parquet */
                cells?: "auto" | "json" | "text";
                /** @description the column that holds it, when that is not `external_id` */
                external_id?: string;
                /** @description when neither content type nor file name tells it */
                format?: "csv" | "json" | "jsonl" | "parquet";
                /** @description the column that holds it, when that is not `input` */
                input?: string;
                /** @description the column that holds it, when that is not `metadata` */
                metadata?: string;
                /** @description of the version */
                note?: string;
                /** @description what to do with all other columns */
                others?: "ignore" | "metadata" | "refuse";
                /** @description false leaves the change in the draft */
                publish?: boolean;
                /** @description the column that holds it, when that is not `reference` */
                reference?: string;
                /** @description remove what is not in the file */
                replace?: boolean;
                /** @description the column that holds it, when that is not `split` */
                split?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": Record<string, never>[] | Record<string, never>;
                "application/jsonl": string;
                "text/csv": string;
                "application/vnd.apache.parquet": string;
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExamplesChanged"];
                };
            };
        };
    };
    datasets_from_traces: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ExamplesFromTracesRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExamplesChanged"];
                };
            };
        };
    };
    datasets_versions: {
        parameters: {
            query?: {
                /** @description from `next` or `previous`, together with all other parameters as they were */
                cursor?: string;
                /** @description by the time of arrival */
                order?: "newest" | "oldest";
                /** @description rows a page; it holds fewer where it would grow beyond 32 MiB */
                page_size?: number;
                /** @description `estimate`: the page says too how many rows all pages have, as PostgreSQL's planner sees it; nothing is counted */
                total?: "estimate";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetVersionPage"];
                };
            };
        };
    };
    datasets_publish: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DatasetVersionRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DatasetVersion"];
                };
            };
        };
    };
    evaluations_list: {
        parameters: {
            query?: {
                /** @description of the commit */
                branch?: string;
                /** @description from `next` or `previous`, together with all other parameters as they were */
                cursor?: string;
                /** @description by the time of arrival */
                order?: "newest" | "oldest";
                /** @description rows a page; it holds fewer where it would grow beyond 32 MiB */
                page_size?: number;
                state?: "cancelled" | "completed" | "failed" | "queued" | "running";
                /** @description id or name */
                suite?: string;
                /** @description `estimate`: the page says too how many rows all pages have, as PostgreSQL's planner sees it; nothing is counted */
                total?: "estimate";
                verdict?: "fail" | "no_verdict" | "pass";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvaluationPage"];
                };
            };
        };
    };
    evaluations_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["EvaluationRequest"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evaluation"];
                };
            };
        };
    };
    evaluations_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evaluation"];
                };
            };
        };
    };
    evaluations_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evaluation"];
                };
            };
        };
    };
    evaluations_compare: {
        parameters: {
            query?: {
                /** @description an evaluation's id or a branch; without it, what the gate compared with */
                baseline?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        verdict: "pass" | "fail" | "no_verdict";
                        counts_as: "pass" | "fail";
                        no_verdict_counts_as: "pass" | "fail";
                        reasons: {
                            /** @description stable */
                            code: string;
                            /** @description what it is about, if it is about one */
                            metric: string | null;
                            /** @description for people */
                            text: string;
                        }[];
                        /** @description examples that the baseline lacks */
                        only_candidate: number;
                        /** @description examples that the candidate lacks */
                        only_baseline: number;
                        metrics: {
                            name: string;
                            verdict: "pass" | "fail" | "no_verdict";
                            reasons: {
                                /** @description stable */
                                code: string;
                                /** @description what it is about, if it is about one */
                                metric: string | null;
                                /** @description for people */
                                text: string;
                            }[];
                            /** @description examples compared */
                            n: number;
                            /** @description independent groups among them */
                            clusters: number;
                            /** @description mean */
                            baseline: number | null;
                            /** @description mean */
                            candidate: number | null;
                            /** @description candidate less baseline */
                            difference: number | null;
                            /** @description of the difference */
                            interval: number[] | null;
                            allowed_loss: number | null;
                            /** @description two-sided, unadjusted, of the hypothesis that the loss is allowed_loss */
                            p_value: number | null;
                            /** @description Holm's, over all metrics that are compared */
                            p_adjusted: number | null;
                            /** @description mcnemar_exact, tango_score, binomial_exact or permutation */
                            test: string | null;
                            better: number;
                            worse: number;
                            /** @description the smallest loss that would have been shown with a chance of 80 % */
                            detectable: number | null;
                            /** @description how many more would settle what is open, if they turn out as these did */
                            more_examples: number | null;
                            errored: number;
                            newly_errored: number;
                            errored_in_baseline: number;
                            waiver: {
                                who: string;
                                why: string;
                                /** Format: date-time */
                                until: string;
                            } | null;
                        }[];
                        /** Format: uuid */
                        evaluation: string;
                        /** Format: uuid */
                        baseline: string;
                        /** @description by the name of the metric */
                        directions: {
                            [key: string]: "higher" | "lower";
                        };
                        /** @description by the name of the metric */
                        examples: {
                            [key: string]: {
                                better: {
                                    example: string;
                                    input: string | null;
                                    reference: string | null;
                                    output: string | null;
                                    baseline: number;
                                    candidate: number;
                                    difference: number;
                                    baseline_output: string | null;
                                }[];
                                worse: {
                                    example: string;
                                    input: string | null;
                                    reference: string | null;
                                    output: string | null;
                                    baseline: number;
                                    candidate: number;
                                    difference: number;
                                    baseline_output: string | null;
                                }[];
                                newly_errored: {
                                    example: string;
                                    input: string | null;
                                    reference: string | null;
                                    output: string | null;
                                    error: string | null;
                                    baseline_output: string | null;
                                }[];
                                better_count: number;
                                worse_count: number;
                                newly_errored_count: number;
                                only_candidate: number;
                                only_baseline: number;
                            };
                        };
                    };
                };
            };
        };
    };
    evaluations_finish: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Evaluation"];
                };
            };
        };
    };
    evaluations_add_outputs: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OutputRequest"][];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutputsTaken"];
                };
            };
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutputsTaken"];
                };
            };
        };
    };
    evaluations_report: {
        parameters: {
            query?: {
                /** @description goes before `Accept`; json when neither says more */
                format?: "html" | "json" | "junit" | "markdown";
                /** @description fields of metadata, such as metadata.topic; repeated for several */
                slice_by?: string[];
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @constant */
                        schema_version: 1;
                        /** Format: uuid */
                        evaluation: string;
                        name: string;
                        suite: string | null;
                        dataset: {
                            name: string;
                            version: number | null;
                        } | null;
                        commit: {
                            repository: string;
                            sha: string;
                            branch: string;
                            pull_request: number | null;
                        } | null;
                        /** Format: date-time */
                        finished_at: string | null;
                        /** Format: uuid */
                        compared_with: string | null;
                        /** @description null where the suite has no rules */
                        gate: {
                            verdict: "pass" | "fail" | "no_verdict";
                            counts_as: "pass" | "fail";
                            no_verdict_counts_as: "pass" | "fail";
                            reasons: {
                                /** @description stable */
                                code: string;
                                /** @description what it is about, if it is about one */
                                metric: string | null;
                                /** @description for people */
                                text: string;
                            }[];
                            /** @description examples that the baseline lacks */
                            only_candidate: number;
                            /** @description examples that the candidate lacks */
                            only_baseline: number;
                            metrics: {
                                name: string;
                                verdict: "pass" | "fail" | "no_verdict";
                                reasons: {
                                    /** @description stable */
                                    code: string;
                                    /** @description what it is about, if it is about one */
                                    metric: string | null;
                                    /** @description for people */
                                    text: string;
                                }[];
                                /** @description examples compared */
                                n: number;
                                /** @description independent groups among them */
                                clusters: number;
                                /** @description mean */
                                baseline: number | null;
                                /** @description mean */
                                candidate: number | null;
                                /** @description candidate less baseline */
                                difference: number | null;
                                /** @description of the difference */
                                interval: number[] | null;
                                allowed_loss: number | null;
                                /** @description two-sided, unadjusted, of the hypothesis that the loss is allowed_loss */
                                p_value: number | null;
                                /** @description Holm's, over all metrics that are compared */
                                p_adjusted: number | null;
                                /** @description mcnemar_exact, tango_score, binomial_exact or permutation */
                                test: string | null;
                                better: number;
                                worse: number;
                                /** @description the smallest loss that would have been shown with a chance of 80 % */
                                detectable: number | null;
                                /** @description how many more would settle what is open, if they turn out as these did */
                                more_examples: number | null;
                                errored: number;
                                newly_errored: number;
                                errored_in_baseline: number;
                                waiver: {
                                    who: string;
                                    why: string;
                                    /** Format: date-time */
                                    until: string;
                                } | null;
                            }[];
                        } | null;
                        summary: {
                            /** @description results, repeats included */
                            total: number;
                            metrics: {
                                name: string;
                                n: number;
                                errored: number;
                                mean: number | null;
                                /** @description of the mean, at 95 % */
                                interval: number[] | null;
                                /** @description the least, the quartiles, the largest */
                                quartiles: number[] | null;
                            }[];
                            answers: {
                                latency_ms: {
                                    n: number;
                                    sum: number | null;
                                    percentiles: {
                                        50?: number;
                                        95?: number;
                                        99?: number;
                                    };
                                };
                                input_tokens: {
                                    n: number;
                                    sum: number | null;
                                    percentiles: {
                                        50?: number;
                                        95?: number;
                                        99?: number;
                                    };
                                };
                                output_tokens: {
                                    n: number;
                                    sum: number | null;
                                    percentiles: {
                                        50?: number;
                                        95?: number;
                                        99?: number;
                                    };
                                };
                                cost_usd: {
                                    n: number;
                                    sum: number | null;
                                    percentiles: {
                                        50?: number;
                                        95?: number;
                                        99?: number;
                                    };
                                };
                            };
                        };
                        /** @description by the name of the metric */
                        directions: {
                            [key: string]: "higher" | "lower";
                        };
                        /** @description by the name of the metric */
                        examples: {
                            [key: string]: {
                                best: {
                                    example: string;
                                    input: string | null;
                                    reference: string | null;
                                    output: string | null;
                                    value: number;
                                }[];
                                worst: {
                                    example: string;
                                    input: string | null;
                                    reference: string | null;
                                    output: string | null;
                                    value: number;
                                }[];
                            };
                        };
                        /** @description by the name of the metric */
                        changes: {
                            [key: string]: {
                                better: {
                                    example: string;
                                    input: string | null;
                                    reference: string | null;
                                    output: string | null;
                                    baseline: number;
                                    candidate: number;
                                    difference: number;
                                    baseline_output: string | null;
                                }[];
                                worse: {
                                    example: string;
                                    input: string | null;
                                    reference: string | null;
                                    output: string | null;
                                    baseline: number;
                                    candidate: number;
                                    difference: number;
                                    baseline_output: string | null;
                                }[];
                                newly_errored: {
                                    example: string;
                                    input: string | null;
                                    reference: string | null;
                                    output: string | null;
                                    error: string | null;
                                    baseline_output: string | null;
                                }[];
                                better_count: number;
                                worse_count: number;
                                newly_errored_count: number;
                                only_candidate: number;
                                only_baseline: number;
                            };
                        } | null;
                        slices: {
                            /** @description the field */
                            by: string;
                            values: {
                                /** @description null where the field is missing */
                                value: string | null;
                                n: number;
                                metrics: {
                                    name: string;
                                    n: number;
                                    errored: number;
                                    mean: number | null;
                                    /** @description of the mean, at 95 % */
                                    interval: number[] | null;
                                }[];
                            }[];
                            /** @description values that are not listed, which have the fewest examples */
                            more_values: number;
                        }[];
                    };
                    "text/markdown": string;
                    "application/xml": string;
                    "text/html": string;
                };
            };
        };
    };
    evaluations_results: {
        parameters: {
            query?: {
                /** @description from `next` or `previous`, together with all other parameters as they were */
                cursor?: string;
                /** @description the filter language, as JSON, over the fields of results */
                filter?: string;
                /** @description by the time of arrival */
                order?: "newest" | "oldest";
                /** @description rows a page; it holds fewer where it would grow beyond 32 MiB */
                page_size?: number;
                state?: "answered" | "errored" | "scored" | "waiting";
                /** @description `estimate`: the page says too how many rows all pages have, as PostgreSQL's planner sees it; nothing is counted */
                total?: "estimate";
                /** @description a metric: one page, of at most 1,000, the worst first */
                worst?: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResultPage"];
                };
            };
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    models_list: {
        parameters: {
            query?: {
                /** @description only models that can do this, such as `tools`; given twice, both */
                capability?: string;
                /** @description from `next` or `previous`, together with all other parameters as they were */
                cursor?: string;
                /** @description by the time of arrival */
                order?: "newest" | "oldest";
                /** @description rows a page; it holds fewer where it would grow beyond 32 MiB */
                page_size?: number;
                /** @description only models of this one, spelt as in the list, such as `openai` */
                provider?: string;
                /** @description `estimate`: the page says too how many rows all pages have, as PostgreSQL's planner sees it; nothing is counted */
                total?: "estimate";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LanguageModelPage"];
                };
            };
        };
    };
    models_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LanguageModel"];
                };
            };
        };
    };
    otlp_traces_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["OtlpTracesRequest"];
                "application/x-protobuf": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OtlpAnswer"];
                    "application/x-protobuf": string;
                };
            };
        };
    };
    evaluation_report_schema: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
        };
    };
    suites_list: {
        parameters: {
            query?: {
                /** @description from `next` or `previous`, together with all other parameters as they were */
                cursor?: string;
                /** @description only the one of this name */
                name?: string;
                /** @description by the time of arrival */
                order?: "newest" | "oldest";
                /** @description rows a page; it holds fewer where it would grow beyond 32 MiB */
                page_size?: number;
                /** @description `estimate`: the page says too how many rows all pages have, as PostgreSQL's planner sees it; nothing is counted */
                total?: "estimate";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuitePage"];
                };
            };
        };
    };
    suites_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SuiteRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suite"];
                };
            };
        };
    };
    suites_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suite"];
                };
            };
        };
    };
    suites_destroy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    suites_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SuiteChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suite"];
                };
            };
        };
    };
    suites_waivers: {
        parameters: {
            query?: {
                /** @description from `next` or `previous`, together with all other parameters as they were */
                cursor?: string;
                /** @description by the time of arrival */
                order?: "newest" | "oldest";
                /** @description rows a page; it holds fewer where it would grow beyond 32 MiB */
                page_size?: number;
                /** @description `estimate`: the page says too how many rows all pages have, as PostgreSQL's planner sees it; nothing is counted */
                total?: "estimate";
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaiverPage"];
                };
            };
        };
    };
    suites_add_waiver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WaiverRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Waiver"];
                };
            };
        };
    };
    suites_remove_waiver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                waiver: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    traces_list: {
        parameters: {
            query?: {
                /** @description from `next` or `previous`, together with all other parameters as they were */
                cursor?: string;
                /** @description as the filter environment eq */
                environment?: string;
                /** @description as the filter external_id eq */
                external_id?: string;
                /** @description the filter language, as JSON */
                filter?: string;
                /** @description as the filter ingested_at gte */
                ingested_after?: string;
                /** @description as the filter ingested_at lt */
                ingested_before?: string;
                /** @description as the filter model eq */
                model?: string;
                /** @description as the filter name eq */
                name?: string;
                /** @description by the time of arrival */
                order?: "newest" | "oldest";
                /** @description rows a page; it holds fewer where it would grow beyond 32 MiB */
                page_size?: number;
                /** @description as the filter provider eq */
                provider?: string;
                /** @description as the filter release eq */
                release?: string;
                /** @description as the filter session_id eq */
                session_id?: string;
                /** @description as the filter started_at gte */
                started_after?: string;
                /** @description as the filter started_at lt */
                started_before?: string;
                /** @description as the filter status eq */
                status?: string;
                /** @description as the filter tags contains */
                tag?: string;
                /** @description `estimate`: the page says too how many rows all pages have, as PostgreSQL's planner sees it; nothing is counted */
                total?: "estimate";
                /** @description as the filter user_id eq */
                user_id?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TracePage"];
                };
            };
        };
    };
    traces_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TracesSentRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TracesStored"];
                };
            };
            207: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TracesStored"];
                };
            };
        };
    };
    traces_destroy_of_user: {
        parameters: {
            query: {
                /** @description whose traces */
                user_id: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deleted"];
                };
            };
        };
    };
    traces_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TraceWithSpans"];
                };
            };
        };
    };
    traces_destroy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    traces_exports: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrainingExports"];
                };
            };
        };
    };
    traces_add_scores: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ScoresSentRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TraceScores"];
                };
            };
        };
    };
    usage_retrieve: {
        parameters: {
            query?: {
                /** @description how long a point is; days are those of UTC */
                by?: "day" | "hour";
                /** @description only calls of this one: a key's prefix, or `user:` and the person's id */
                caller?: string;
                /** @description only calls of this one, such as `GET /api/external/traces/{id}` */
                endpoint?: string;
                /** @description 24 hours before `to` when not given, or 30 days by day */
                from?: string | unknown | unknown;
                /** @description points for each of them apart */
                group_by?: "caller" | "endpoint" | "none";
                /** @description now when not given; at most 31 days after `from`, or 400 by day */
                to?: string | unknown | unknown;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Usage"];
                };
            };
        };
    };
    connections_list: {
        parameters: {
            query?: {
                /** @description from `next` or `previous`, together with all other parameters as they were */
                cursor?: string;
                /** @description by the time of arrival */
                order?: "newest" | "oldest";
                /** @description rows a page; it holds fewer where it would grow beyond 32 MiB */
                page_size?: number;
                /** @description `estimate`: the page says too how many rows all pages have, as PostgreSQL's planner sees it; nothing is counted */
                total?: "estimate";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionPage"];
                };
            };
        };
    };
    connections_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionMade"];
                };
            };
        };
    };
    connections_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
        };
    };
    connections_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    connections_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ConnectionChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
        };
    };
    connections_rotate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionMade"];
                };
            };
        };
    };
    connections_test: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
        };
    };
    deliveries_list: {
        parameters: {
            query?: {
                /** @description from `next` or `previous`, together with all other parameters as they were */
                cursor?: string;
                endpoint?: string;
                /** @description by the time of arrival */
                order?: "newest" | "oldest";
                /** @description rows a page; it holds fewer where it would grow beyond 32 MiB */
                page_size?: number;
                state?: "delivered" | "failed" | "waiting";
                /** @description `estimate`: the page says too how many rows all pages have, as PostgreSQL's planner sees it; nothing is counted */
                total?: "estimate";
                type?: "endpoint.disabled" | "endpoint.test" | "evaluation.cancelled" | "evaluation.failed" | "evaluation.finished" | "export.cancelled" | "export.completed" | "export.expired" | "export.failed" | "export.retried" | "gate.failed" | "gate.no_verdict" | "gate.passed" | "job.cancelled" | "job.completed" | "job.failed" | "quota.nearly_used" | "schedule.failed" | "trace.error_rate_high";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryPage"];
                };
            };
        };
    };
    deliveries_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveryWithAttempts"];
                };
            };
        };
    };
    deliveries_redeliver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
        };
    };
    endpoints_list: {
        parameters: {
            query?: {
                /** @description from `next` or `previous`, together with all other parameters as they were */
                cursor?: string;
                /** @description by the time of arrival */
                order?: "newest" | "oldest";
                /** @description rows a page; it holds fewer where it would grow beyond 32 MiB */
                page_size?: number;
                /** @description `estimate`: the page says too how many rows all pages have, as PostgreSQL's planner sees it; nothing is counted */
                total?: "estimate";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointPage"];
                };
            };
        };
    };
    endpoints_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndpointRequest"];
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointMade"];
                };
            };
        };
    };
    endpoints_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
        };
    };
    endpoints_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No response body */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    endpoints_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["EndpointChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
        };
    };
    endpoints_recover: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecoveryRequest"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recovered"];
                };
            };
        };
    };
    endpoints_rotate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RotationRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointMade"];
                };
            };
        };
    };
    endpoints_test: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delivery"];
                };
            };
        };
    };
    event_types_list: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventTypes"];
                };
            };
        };
    };
    events_list: {
        parameters: {
            query?: {
                /** @description `after` of the answer before; without it from the first event on */
                after?: string;
                page_size?: number;
                /** @description of this type only */
                type?: "endpoint.disabled" | "endpoint.test" | "evaluation.cancelled" | "evaluation.failed" | "evaluation.finished" | "export.cancelled" | "export.completed" | "export.expired" | "export.failed" | "export.retried" | "gate.failed" | "gate.no_verdict" | "gate.passed" | "job.cancelled" | "job.completed" | "job.failed" | "quota.nearly_used" | "schedule.failed" | "trace.error_rate_high";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Events"];
                };
            };
        };
    };
    receipts_list: {
        parameters: {
            query?: {
                connection?: string;
                /** @description from `next` or `previous`, together with all other parameters as they were */
                cursor?: string;
                /** @description by the time of arrival */
                order?: "newest" | "oldest";
                /** @description rows a page; it holds fewer where it would grow beyond 32 MiB */
                page_size?: number;
                state?: "failed" | "ignored" | "processed" | "waiting";
                /** @description `estimate`: the page says too how many rows all pages have, as PostgreSQL's planner sees it; nothing is counted */
                total?: "estimate";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceiptPage"];
                };
            };
        };
    };
    receipts_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceiptWithBody"];
                };
            };
        };
    };
    receipts_replay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Receipt"];
                };
            };
        };
    };
    runs_list: {
        parameters: {
            query?: {
                branch?: string;
                /** @description from `next` or `previous`, together with all other parameters as they were */
                cursor?: string;
                /** @description by the time of arrival */
                order?: "newest" | "oldest";
                /** @description rows a page; it holds fewer where it would grow beyond 32 MiB */
                page_size?: number;
                /** @description owner/name */
                repository?: string;
                sha?: string;
                state?: "cancelled" | "failed" | "finished" | "running" | "superseded" | "waiting";
                /** @description `estimate`: the page says too how many rows all pages have, as PostgreSQL's planner sees it; nothing is counted */
                total?: "estimate";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunPage"];
                };
            };
        };
    };
    runs_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    runs_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    runs_rerun: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
        };
    };
    integrations_status: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntegrationsStatus"];
                };
            };
        };
    };
    trigger: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["TriggerRequest"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Triggered"];
                };
            };
        };
    };
    trigger_signed: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
        };
    };
    webhooks_github: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
        };
    };
    webhooks_github_connection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
        };
    };
    webhooks_gitlab: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
        };
    };
    webhooks_gitlab_connection: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
        };
    };
    jobs_list: {
        parameters: {
            query?: {
                /** @description from `next` or `previous`, together with all other parameters as they were */
                cursor?: string;
                kind?: "analysis" | "cleanup" | "export";
                /** @description by the time of arrival */
                order?: "newest" | "oldest";
                /** @description rows a page; it holds fewer where it would grow beyond 32 MiB */
                page_size?: number;
                state?: "cancelled" | "completed" | "expired" | "failed" | "finalizing" | "planning" | "queued" | "running";
                /** @description `estimate`: the page says too how many rows all pages have, as PostgreSQL's planner sees it; nothing is counted */
                total?: "estimate";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobPage"];
                };
            };
        };
    };
    jobs_create: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JobRequest"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobWithResult"];
                };
            };
        };
    };
    jobs_retrieve: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobWithResult"];
                };
            };
        };
    };
    jobs_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobWithResult"];
                };
            };
        };
    };
    jobs_metrics: {
        parameters: {
            query?: {
                /** @description of jobs requested in so many last hours; 1 to 720, or 24 */
                hours?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobMetrics"];
                };
            };
        };
    };
}
