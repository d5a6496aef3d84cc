package io.deltaglider.store;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsRequest;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.StorageClass;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Pages through the uploads under way, by key and then by upload id marker, and through the parts of one. */
final class UploadListing {
    private UploadListing() {}

    static ListMultipartUploadsResponse page(
            ListMultipartUploadsRequest request, int max, List<MultipartUpload> all) {
        String prefix = request.prefix() == null ? "" : request.prefix();
        String delimiter = request.delimiter() == null ? "" : request.delimiter();
        List<MultipartUpload> page = new ArrayList<>();
        Set<String> prefixes = new LinkedHashSet<>();
        boolean truncated = false;
        for (MultipartUpload upload : behind(all, request.keyMarker(), request.uploadIdMarker())) {
            if (!upload.key().startsWith(prefix)) {
                continue;
            }
            int at = delimiter.isEmpty() ? -1 : upload.key().indexOf(delimiter, prefix.length());
            String common = at < 0 ? null : upload.key().substring(0, at + delimiter.length());
            if (common != null && prefixes.contains(common)) {
                continue;
            }
            if (page.size() + prefixes.size() == max) {
                truncated = true;
                break;
            }
            if (common == null) {
                page.add(upload);
            } else {
                prefixes.add(common);
            }
        }
        MultipartUpload last = page.isEmpty() ? null : page.getLast();
        return ListMultipartUploadsResponse.builder()
                .bucket(request.bucket())
                .prefix(request.prefix())
                .delimiter(request.delimiter())
                .keyMarker(request.keyMarker())
                .uploadIdMarker(request.uploadIdMarker())
                .encodingType(request.encodingType())
                .maxUploads(max)
                .uploads(page)
                .commonPrefixes(
                        prefixes.stream()
                                .map(name -> CommonPrefix.builder().prefix(name).build())
                                .toList())
                .isTruncated(truncated)
                .nextKeyMarker(truncated && last != null ? last.key() : null)
                .nextUploadIdMarker(truncated && last != null ? last.uploadId() : null)
                .build();
    }

    static ListPartsResponse parts(ListPartsRequest request, int max, List<Part> all) {
        int after = request.partNumberMarker() == null ? 0 : request.partNumberMarker();
        List<Part> rest = all.stream().filter(part -> part.partNumber() > after).toList();
        List<Part> page = rest.subList(0, Math.min(max, rest.size()));
        return ListPartsResponse.builder()
                .bucket(request.bucket())
                .key(request.key())
                .uploadId(request.uploadId())
                .partNumberMarker(after)
                .maxParts(max)
                .parts(page)
                .isTruncated(page.size() < rest.size())
                .nextPartNumberMarker(page.isEmpty() ? null : page.getLast().partNumber())
                .storageClass(StorageClass.STANDARD)
                .owner(CannedAcls.OWNER)
                .build();
    }

    private static List<MultipartUpload> behind(
            List<MultipartUpload> all,
            @Nullable String keyMarker,
            @Nullable String uploadIdMarker) {
        if (keyMarker == null || keyMarker.isEmpty()) {
            return all;
        }
        List<MultipartUpload> rest = new ArrayList<>();
        boolean passed = false;
        for (MultipartUpload upload : all) {
            int order = upload.key().compareTo(keyMarker);
            if (order > 0 || (order == 0 && passed)) {
                rest.add(upload);
            } else if (order == 0 && upload.uploadId().equals(uploadIdMarker)) {
                passed = true;
            }
        }
        return rest;
    }
}
