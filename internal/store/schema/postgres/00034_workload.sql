-- What the office's own figures count: comments by the day on which they were
-- given to the applicant.
-- +goose Up
CREATE INDEX comment_delivered ON comment (delivered, place, application) WHERE delivered <> '';
