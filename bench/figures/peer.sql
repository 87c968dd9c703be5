SELECT COUNT(*), SUM(LENGTH(id) + LENGTH(kind) + LENGTH(state) + LENGTH(applicant) + LENGTH(received) + LENGTH(returns) + LENGTH(fee) + LENGTH(inquiries) + LENGTH(reopened)) FROM application WHERE received <> '' AND (closed = '' OR closed >= '2027-04-30');
SELECT COUNT(*), SUM(LENGTH(c.steps) + LENGTH(l.holder)) FROM label_case c JOIN label l ON l.number = c.label WHERE c.closed = '' OR c.closed >= '2027-04-30';
SELECT COUNT(*), SUM(LENGTH(d.body) + LENGTH(l.holder)) FROM doubt d LEFT JOIN label l ON l.number = d.label WHERE d.closed = '' OR d.closed >= '2027-04-30';
SELECT COUNT(*) FROM (SELECT c.place, a.edition, a.id FROM comment c JOIN application a ON a.id = c.application WHERE c.delivered >= '2027-04-30' GROUP BY c.place, a.edition, a.id) AS x;
